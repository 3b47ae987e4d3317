from functools import lru_cache
from types import SimpleNamespace

from django.core.validators import MaxValueValidator
from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Industry
from leads.scoring.completeness import completeness, completeness_of
from leads.scoring.lines import PROFILE_LINES, rounded, score_of_profile, weighted
from leads.scoring.suggesting import suggested_rating

from .compiled import NOW, Compiled
from .engagement import Engagement, counts, points
from .weights import ScoreChange, ScoringWeights

# Table names and numbers only; both databases read VALUES in the same way.
WRITE_SCORES = """
UPDATE {leads} SET score = fresh.column3, data_completeness = fresh.column4
FROM (VALUES {rows}) AS fresh WHERE {leads}.id = fresh.column1
"""
WRITE_CHANGES = """
INSERT INTO {changes} (lead_id, old, new, weights_id, at)
SELECT fresh.column1, fresh.column2, fresh.column3, %s, %s
FROM (VALUES {rows}) AS fresh WHERE fresh.column2 <> fresh.column3
"""


class ScoringQuerySet(models.QuerySet):
    """Scores of one lead or of many, by the same definition: `leads.scoring`."""

    def with_engagement(self, now=None):
        """With `opens`, `clicks`, `visits` and `submissions` that count."""
        return self.annotate(**counts(now or timezone.now()))

    def with_fresh_score(self, weights, now=None):
        """With `fresh_score` and `fresh_completeness` as they ought to be."""
        total = weighted(PROFILE_LINES, weights) + points(weights, now or timezone.now())
        return self.annotate(fresh_score=rounded(total), fresh_completeness=completeness())

    def rescore(self, pks=None, *, into=(), weights=None) -> int:
        """Bring the scores of these leads in line: some keys, a `range` of them, or None for all. How many moved.

        Locks and writes only rows that differ, in the order of their keys, with a ScoreChange each where the score
        moved; `into` are rows in memory that get the new values. Three statements or four, however many leads.
        """
        weights = weights or ScoringWeights.in_force()
        with transaction.atomic(savepoint=False):
            moved = _to_move(self.model, tuple(weights.by_code().items())).rows(pks)
            if moved:
                self._write_scores(moved, weights)
        _refresh(into, moved)
        return len(moved)

    def score_new(self, leads) -> list[ScoreChange]:
        """Give leads that are not written yet the score they begin with. Two queries, however many leads.

        Returns the rows that tell of it, to be written after the leads.
        """
        weights, now = ScoringWeights.in_force(), timezone.now()
        industries = Industry.objects.in_bulk({lead.industry_id for lead in leads} - {None})
        for lead in leads:
            if lead.industry_id in industries:
                lead.industry = industries[lead.industry_id]
            lead.score, lead.data_completeness = score_of_profile(lead, weights), completeness_of(lead)
        scored = [lead for lead in leads if lead.score]
        return [ScoreChange(lead=lead, old=0, new=lead.score, weights_id=weights.pk, at=now) for lead in scored]

    def engage(self, signs) -> list[Engagement]:
        """Write down signs of interest, `(lead id, kind)` or `(lead id, kind, at, is human)`, and score again."""
        rows = [Engagement(**dict(zip(("lead_id", "kind", "at", "is_human"), sign, strict=False))) for sign in signs]
        with transaction.atomic():
            Engagement.objects.bulk_create(rows)
            self.rescore({row.lead_id for row in rows})
        return rows

    def _write_scores(self, moved, weights):
        tables = {"leads": self.model._meta.db_table, "changes": ScoreChange._meta.db_table}
        rows = ", ".join(f"({pk:d}, {old:d}, {new:d}, {filled:d})" for pk, old, new, filled in moved)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(WRITE_SCORES.format(rows=rows, **tables))
            cursor.execute(WRITE_CHANGES.format(rows=rows, **tables), [weights.pk, now])


class Scored(models.Model):
    """What the rules make of a lead; see `leads.scoring` for the rules themselves."""

    score = models.PositiveSmallIntegerField(
        _("score"), default=0, editable=False, validators=[MaxValueValidator(100)]
    )
    data_completeness = models.PositiveSmallIntegerField(
        _("data completeness (%)"), default=0, editable=False, validators=[MaxValueValidator(100)]
    )
    seniority = models.PositiveSmallIntegerField(default=0, editable=False)  # derived from the title: 0, 4, 7, 10

    class Meta:
        abstract = True

    @property
    def suggested_rating(self) -> int:
        """The stars it looks like; what people rated is never touched by it."""
        return suggested_rating(self)

    def engage(self, kind, *, at=None, is_human=True) -> Engagement:
        """It showed interest: remember that, and score it again."""
        sign = type(self).objects.engage([(self.pk, kind, at or timezone.now(), is_human)])[0]
        self.refresh_from_db(fields=["score", "data_completeness"])
        return sign


@lru_cache(maxsize=16)
def _to_move(model, weights) -> Compiled:
    """Leads with another score than these weights give, locked: key, score, and what both figures should be."""
    fresh = model.objects.with_fresh_score(SimpleNamespace(**dict(weights)), NOW)
    wrong = fresh.exclude(score=F("fresh_score"), data_completeness=F("fresh_completeness"))
    rows = wrong.order_by("pk").values_list("pk", "score", "fresh_score", "fresh_completeness")
    return Compiled.of(rows.select_for_update(of=("self",), no_key=True))


def _refresh(rows, moved):
    fresh = {pk: (score, completeness) for pk, _old, score, completeness in moved}
    for row in rows:
        if row.pk in fresh:
            row.score, row.data_completeness = fresh[row.pk]
