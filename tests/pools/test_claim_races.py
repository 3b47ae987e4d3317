"""Sixty-four who claim at once, each on a connection of their own. Every race has a control that loses."""

from threading import Barrier

import pytest
from django.db.models import F

from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.refusals import Refused
from leads.models import Claim, Lead
from pools.models import Pool
from tests.conftest import make_cast
from tests.factories import UserFactory
from tests.leads.test_races import race, split

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS = 64
QUOTA = 5


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def fresh(person):
    return User.objects.get(pk=person.pk)


def patiently(deed):
    """Again, as a page asks to, when somebody else is at it."""

    def again(argument, tries=20):
        try:
            return deed(argument)
        except Refused as refusal:
            if refusal.code != "busy" or not tries:
                raise
            return again(argument, tries - 1)

    return again


def some_leads(number, **values):
    return [
        lead.pk for lead in Lead.objects.capture([{"company": f"Acme {n}", **values} for n in range(number)], by=None)
    ]


@pytest.mark.parametrize(
    ("rules", "own", "code", "clients"),
    [
        ({"claims_a_day": QUOTA}, None, "daily_limit", CLIENTS),
        ({"most_held": QUOTA}, None, "pool_limit", 12),
        ({}, QUOTA, "holding_limit", 12),
    ],
)
def test_a_limit_is_never_passed_by_many_clients_of_one_person(cast, rules, own, code, clients):
    Pool.objects.update(**rules)
    User.objects.filter(pk=cast.alice.pk).update(holding_limit=own)
    leads = some_leads(clients)
    done, refused = split(race(patiently(lambda pk: Lead(pk=pk).claim(by=fresh(cast.alice))), leads))
    assert (done, {refusal.code for refusal in refused}) == (QUOTA, {code})
    assert Lead.objects.owned_by(cast.alice).count() == Claim.objects.count() == QUOTA
    assert Event.objects.filter(verb="claim").count() == QUOTA


def test_control_who_counts_without_a_lock_passes_the_limit(cast):
    leads, counted = some_leads(CLIENTS // 4), Barrier(CLIENTS // 4)

    def count_then_claim(pk):
        claimed = Claim.objects.filter(by=cast.alice).count()
        counted.wait(timeout=10)
        if claimed >= QUOTA:
            return None
        lead = Lead.objects.get(pk=pk)
        Claim.objects.create(lead=lead, by=cast.alice, pool=lead.pool, at=lead.created_at)
        return pk

    assert len([pk for pk in race(count_then_claim, leads) if pk]) > QUOTA


def test_claims_by_hand_and_by_the_best_next_lead_share_one_quota(cast):
    Pool.objects.update(claims_a_day=QUOTA)
    leads, pool = some_leads(12), Pool.default()

    def either(n):
        alice = fresh(cast.alice)
        if n % 2:
            return Lead(pk=leads[n]).claim(by=alice) or True
        return Lead.objects.claim_best(pool=pool, by=alice)

    race(patiently(either), list(range(12)))
    assert Lead.objects.owned_by(cast.alice).count() == Claim.objects.count() == QUOTA


def test_many_who_ask_for_the_best_next_lead_each_get_another_one(cast):
    pool, people = Pool.default(), [UserFactory(roles=["sales_rep"]) for _ in range(CLIENTS)]
    some_leads(CLIENTS)
    Lead.objects.update(score=F("pk") % 4)
    given = race(patiently(lambda person: Lead.objects.claim_best(pool=pool, by=fresh(person)).pk), people)
    assert sorted(given) == sorted(Lead.objects.values_list("pk", flat=True))
    assert set(Lead.objects.values_list("owner", flat=True)) == {person.pk for person in people}
    assert Claim.objects.count() == CLIENTS


def test_control_who_looks_for_the_best_before_taking_it_gets_that_of_others(cast):
    pool, looked = Pool.default(), Barrier(CLIENTS // 4)
    people = [UserFactory(roles=["sales_rep"]) for _ in range(CLIENTS // 4)]
    some_leads(CLIENTS // 4)

    def look_then_claim(person):
        best = Lead.objects.unclaimed_in(pool).order_by("-score", "pk").first()
        looked.wait(timeout=10)
        best.claim(by=fresh(person))
        return best.pk

    done, refused = split(race(look_then_claim, people))
    assert (done, {refusal.code for refusal in refused} - {"busy"}) == (1, {"taken"})
