"""What is true of the clocks of leads."""

from itertools import islice

from django.db.models import F, Q
from django.utils import timezone

from leads.models import Lead
from leads.models.lifecycle import OPEN
from pools.models import ClockRun

from .invariant import invariant

SAMPLED = 1_000  # open leads of pools, the newest
IN_PLAY = Q(status__in=OPEN, pool__isnull=False)
SET = Q(owner__isnull=True) | Q(assigned_at__isnull=False)
ALONE = Q(contacted_at__isnull=True, followed_up_at__isnull=False) | Q(
    contacted_at__isnull=False, followed_up_at__isnull=True
)


def _numbers(q):
    return (lead.number for lead in Lead.objects.filter(q).only("pk").order_by("pk").iterator())


@invariant("Only an open lead in a pool is overdue or has an instant from which it is.")
def overdue():
    return _numbers((Q(is_overdue=True) | Q(overdue_at__isnull=False)) & ~IN_PLAY)


@invariant("Only an open lead of a pool that somebody has goes back, or is kept from it.")
def goes_back():
    return _numbers((Q(reclaim_on__isnull=False) | Q(held_until__isnull=False)) & ~(IN_PLAY & Q(owner__isnull=False)))


@invariant("A first contact is no later than the last follow-up, and neither is without the other.")
def contacts():
    return _numbers(ALONE | Q(contacted_at__gt=F("followed_up_at")))


@invariant("The clocks of a lead are those its pool's rules give it, unless they are being set (sampled).")
def clocks():
    being_set = ClockRun.objects.filter(finished_at__isnull=True).values("pool")
    leads = (
        Lead.objects.filter(IN_PLAY, SET).exclude(pool__in=being_set).select_related("pool", "owner").order_by("-pk")
    )
    now = timezone.now()
    return (lead.number for lead in islice(leads.iterator(), SAMPLED) if lead.set_clocks(now=now))
