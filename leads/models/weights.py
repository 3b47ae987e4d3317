from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.prepared import prepared
from leads.scoring.lines import LINES

TOTAL = 100
CODES = tuple(line.code for line in LINES)


def _weight(code):
    line = next(line for line in LINES if line.code == code)
    return models.PositiveSmallIntegerField(line.label, default=line.weight, validators=[MaxValueValidator(TOTAL)])


class ScoringWeights(models.Model):
    """How much each line of the score counts. A change is a new row; the latest is in force, all are kept."""

    basic_info = _weight("basic_info")
    contact_details = _weight("contact_details")
    company_info = _weight("company_info")
    email_opens = _weight("email_opens")
    email_clicks = _weight("email_clicks")
    website_visits = _weight("website_visits")
    form_submissions = _weight("form_submissions")
    industry_match = _weight("industry_match")
    company_size = _weight("company_size")
    job_title = _weight("job_title")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("scoring weights")
        verbose_name_plural = _("scoring weights")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basic_info=TOTAL - sum((F(code) for code in CODES[1:]), models.Value(0))),
                name="scoring_weights_total",
                violation_error_message=_("The weights must add up to 100."),
            )
        ]

    def __str__(self):
        return " · ".join(str(weight) for weight in self.by_code().values())

    @classmethod
    def in_force(cls) -> "ScoringWeights":
        """The latest weights; before anybody changed them, those of the product."""
        return next((cls.from_db(DEFAULT_DB_ALIAS, ("id", *CODES), row) for row in _latest()), cls())

    def by_code(self) -> dict[str, int]:
        return {code: getattr(self, code) for code in CODES}


@prepared
def _latest():
    return ScoringWeights.objects.order_by("-pk").values_list("pk", *CODES)[:1]


class ScoreChange(models.Model):
    """That a lead's score changed: from, to, under which weights. A large, plain table; one row a change."""

    # No constraints in the database and one index: a million rows are written when the weights change.
    lead = models.ForeignKey(
        "leads.Lead", models.CASCADE, related_name="score_changes", db_index=False, db_constraint=False
    )
    old = models.PositiveSmallIntegerField(_("from"))
    new = models.PositiveSmallIntegerField(_("to"))
    weights = models.ForeignKey(
        ScoringWeights, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("score change")
        verbose_name_plural = _("score changes")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["lead", "at"], name="score_change_by_lead")]

    def __str__(self):
        return f"{self.lead_id}: {self.old} → {self.new}"
