"""What follows from a lead's fields has followed: scores, words to be found by, folded names and numbers."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from leads.models import Engagement, Lead, LeadSearch
from leads.models.engagement import COUNTED_FOR
from leads.models.masking import hidden_by
from leads.models.rescoring import RescoreRun
from leads.models.weights import ScoringWeights
from leads.search import shown_of, words_of

from .invariant import invariant

SAMPLE = 5_000  # leads looked at one by one; more are taken at even distances
DERIVED = ("email", "phone_e164", "mobile_e164", "company_key", "seniority")


@invariant("A score is the one the rules give, unless a rescore is under way.")
def scores():
    """Engagement grows old by the hour, scores are renewed by night: what grew old since yesterday may still count."""
    if RescoreRun.due():
        return
    fresh = Lead.objects.with_fresh_score(ScoringWeights.in_force())
    wrong = fresh.exclude(score=F("fresh_score"), data_completeness=F("fresh_completeness")).order_by("pk")
    too_old = timezone.now() - COUNTED_FOR
    just_grown_old = Engagement.objects.filter(at__gt=too_old - timedelta(days=1), at__lte=too_old).values("lead")
    yield from (f"L-{pk:06d}" for pk in wrong.exclude(pk__in=just_grown_old).values_list("pk", flat=True))


@invariant("Every lead can be found: it has its row of words.")
def searchable():
    return (f"L-{pk:06d}" for pk in Lead.objects.filter(search__isnull=True).values_list("pk", flat=True))


@invariant("The words a lead is found by are those of its fields (sampled).")
def words():
    for lead in sample().select_related("search", "pool"):
        if hasattr(lead, "search") and (lead.search.words != words_of(lead) or _shows_too_much(lead)):
            yield lead.number


def _shows_too_much(lead) -> bool:
    """Whether those who do not read all of it find it by other words than they read; what bears the mark of other
    fields is found by none."""
    due = shown_of(lead, hidden_by(lead.pool.hidden_fields)) if lead.pool else None
    shown = lead.search.shown
    return bool(due and shown and due.split()[0] == shown.split()[0] and due != shown)


@invariant("What is folded from a lead's fields is in line with them (sampled).")
def derived():
    for lead in sample():
        before = [getattr(lead, name) for name in DERIVED]
        lead.normalize()
        if before != [getattr(lead, name) for name in DERIVED]:
            yield lead.number


@invariant("No row of words is left without its lead.")
def words_without_lead():
    return LeadSearch.objects.exclude(pk__in=Lead.objects.values("pk")).values_list("pk", flat=True)


def sample():
    every = max(Lead.objects.count() // SAMPLE, 1)
    leads = Lead.objects.order_by("pk")
    return leads if every == 1 else leads.annotate(place=F("pk") % every).filter(place=0)
