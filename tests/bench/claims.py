"""Thirty-two members of a pool who claim over HTTP: gunicorn with two workers, nobody kept from it by a quota."""

from collections import Counter

from hotcrm.people.models import User
from leads.models import Claim, Lead
from pools.models import Pool, PoolMember

from .callers import Caller
from .writes import ADDRESS, rate, served

CLIENTS, CLAIMED = 32, 2_000


def measure() -> dict[str, str]:
    """Each lead is asked for once; that two who want the same one do not both get it, the probes see to."""
    people = list(User.objects.filter(username__startswith="rep").order_by("username")[:CLIENTS])
    User.objects.filter(pk__in=[person.pk for person in people]).update(holding_limit=None)
    leads = _waiting(people)
    with served() as gunicorn:
        callers = [Caller(person, ADDRESS) for person in people]
        for caller in callers:
            caller.get("/leads/")
        told = rate(gunicorn, callers, [(f"/leads/{pk}/claim/", {}) for pk in leads])
    claims = Counter(Claim.objects.filter(lead__in=leads).values_list("lead", flat=True))
    assert claims == Counter(leads), "not every lead was claimed exactly once"
    assert Lead.objects.filter(pk__in=leads, owner__in=people).count() == len(leads), "not every lead has an owner"
    return {f"claim over HTTP, {len(people)} clients": f"{told}; {len(leads):,} leads claimed exactly once"}


def _waiting(people) -> list[int]:
    pool = Pool.objects.create(name="bench claims", slug="bench-claims")
    PoolMember.objects.bulk_create(PoolMember(pool=pool, user=person) for person in people)
    there = Lead.objects.unclaimed().filter(claims__isnull=True).order_by("pk")
    Lead.objects.filter(pk__in=there.values("pk")[:CLAIMED]).update(pool=pool)
    return list(pool.leads.unclaimed().order_by("pk").values_list("pk", flat=True))
