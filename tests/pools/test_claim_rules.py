"""Who may claim how much, and until when not: each rule allowed, refused, and said (PRODUCT 5)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from hotcrm.pages.runs.preview import preview
from hotcrm.people.models import User
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import verbs_for
from leads.models import Claim, Lead, Status
from pools.models import Pool, PoolMember
from tests.factories import PoolFactory, make_lead


@pytest.fixture
def rules(pool):
    def set_to(**values):
        Pool.objects.filter(pk=pool.pk).update(**values)

    return set_to


def fresh(person):
    """As a request reads them: nothing of an earlier one is remembered."""
    return User.objects.get(pk=person.pk)


def refusal_of(lead, person):
    with pytest.raises(Refused) as refusal:
        Lead(pk=lead.pk).claim(by=fresh(person))
    return refusal.value


def offered(lead, person):
    """What the button says: nothing where it is open."""
    row = Lead.objects.select_related("pool", "owner").get(pk=lead.pk)
    refusal = verbs_for([row], fresh(person), ["claim"])[lead.pk]["claim"]
    return refusal and refusal.code


def returned_by(person, *, ago):
    lead = make_lead(owner=person, pool=Pool.default())
    lead.reclaim(by=None)
    moment = timezone.now() - ago
    Lead.objects.filter(pk=lead.pk).update(released_at=moment, pooled_at=moment)
    return Lead.objects.get(pk=lead.pk)


# A day


def test_so_many_claims_a_day_and_no_more(cast, rules):
    rules(claims_a_day=2)
    leads = [make_lead() for _ in range(3)]
    for lead in leads[:2]:
        lead.claim(by=fresh(cast.alice))
    refusal = refusal_of(leads[2], cast.alice)
    assert (refusal.code, refusal.status) == ("daily_limit", 429)
    assert str(refusal).startswith("You have claimed 2 of 2 leads today; the next from ")
    assert (refusal.facts["limit"], refusal.facts["claimed"], refusal.facts["left"]) == (2, 2, 0)
    assert offered(leads[2], cast.alice) == "daily_limit"
    Lead(pk=leads[2].pk).claim(by=cast.bob)


def test_claims_are_counted_whatever_becomes_of_the_leads(cast, rules):
    rules(claims_a_day=1)
    lead = make_lead()
    lead.claim(by=fresh(cast.alice))
    lead.reclaim(by=cast.carol)
    assert refusal_of(make_lead(), cast.alice).code == "daily_limit"
    assert list(Claim.objects.values_list("lead", "by", "pool")) == [(lead.pk, cast.alice.pk, Pool.default().pk)]


def test_what_is_assigned_is_no_claim(cast, rules):
    rules(claims_a_day=1)
    make_lead().assign(by=cast.carol, to=cast.alice)
    make_lead().claim(by=fresh(cast.alice))
    assert Claim.objects.count() == 1


def test_a_refused_claim_leaves_no_trace(cast, rules):
    rules(claims_a_day=1, fresh_for_days=1)
    assert refusal_of(make_lead(), cast.alice).code == "fresh"
    assert Claim.objects.count() == 0


def test_claims_of_another_pool_are_counted_there(cast, rules):
    rules(claims_a_day=1)
    other = PoolFactory()
    PoolMember.objects.create(pool=other, user=cast.alice)
    make_lead(pool=other).claim(by=fresh(cast.alice))
    make_lead().claim(by=fresh(cast.alice))
    assert Claim.objects.count() == 2


@pytest.mark.parametrize("person", ["carol", "admin"])
def test_who_administers_the_pool_is_free_of_its_rules(cast, rules, person):
    rules(claims_a_day=1, most_held=1, fresh_for_days=5, last_owner_waits_days=5)
    leads = [make_lead(), make_lead(), returned_by(getattr(cast, person), ago=timedelta(hours=1))]
    results = Lead.claim.apply([lead.pk for lead in leads], by=fresh(getattr(cast, person)))
    assert (len(results.done), results.refused) == (3, [])


# The day of the pool


@pytest.mark.parametrize(
    ("zone", "at", "begins", "ends"),
    [
        ("Asia/Shanghai", "2026-11-22T15:59", "2026-11-21T16:00", "2026-11-22T16:00"),
        ("Asia/Shanghai", "2026-11-22T16:00", "2026-11-22T16:00", "2026-11-23T16:00"),
        ("Europe/Berlin", "2026-03-29T12:00", "2026-03-28T23:00", "2026-03-29T22:00"),  # 23 hours
        ("Europe/Berlin", "2026-10-25T12:00", "2026-10-24T22:00", "2026-10-25T23:00"),  # 25 hours
        ("America/Havana", "2026-11-01T05:30", "2026-11-01T04:00", "2026-11-02T05:00"),  # midnight comes twice
        ("Asia/Beirut", "2026-03-29T10:00", "2026-03-28T22:00", "2026-03-29T21:00"),  # midnight does not come
    ],
)
def test_a_day_is_the_calendar_day_of_the_pool(zone, at, begins, ends):
    day = Pool(time_zone=zone).day_of(datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert day == tuple(datetime.fromisoformat(edge).replace(tzinfo=UTC) for edge in (begins, ends))


@pytest.mark.parametrize(("minutes", "code"), [(-1, None), (0, "daily_limit"), (1, "daily_limit")])
def test_yesterdays_claims_are_forgotten_at_midnight_of_the_pool(cast, rules, pool, minutes, code):
    rules(claims_a_day=1, time_zone="Pacific/Auckland")
    midnight = Pool.objects.get(pk=pool.pk).day_of(timezone.now())[0]
    claimed = make_lead()
    Claim.objects.create(lead=claimed, by=cast.alice, pool=pool, at=midnight + timedelta(minutes=minutes))
    assert offered(make_lead(), cast.alice) == code


def test_a_refusal_says_the_hour_on_the_clock_of_the_pool(cast, rules):
    rules(claims_a_day=1, time_zone="Asia/Shanghai")
    make_lead().claim(by=fresh(cast.alice))
    refusal = refusal_of(make_lead(), cast.alice)
    assert str(refusal).endswith(" 00:00 (Asia/Shanghai).")
    with translation.override("zh-hans"):
        assert "月" in str(refusal_of(make_lead(), cast.alice))


# Held


def test_so_many_open_leads_of_a_pool_and_no_more(cast, rules, pool):
    rules(most_held=2)
    for _ in range(2):
        make_lead(owner=cast.alice, pool=pool)
    refusal = refusal_of(make_lead(), cast.alice)
    assert (refusal.code, refusal.status, refusal.facts) == ("pool_limit", 429, {"limit": 2, "held": 2, "left": 0})
    assert str(refusal) == "You hold 2 of 2 open leads of Public Pool 公海池: remaining 0."
    assert offered(make_lead(), cast.alice) == "pool_limit"


def test_neither_closed_leads_nor_those_of_other_pools_count_as_held(cast, rules, pool):
    rules(most_held=1)
    make_lead(owner=cast.alice)
    make_lead(owner=cast.alice, pool=PoolFactory())
    closed = make_lead(owner=cast.alice, pool=pool)
    Lead.objects.filter(pk=closed.pk).update(status=Status.UNQUALIFIED, unqualified_reason="other")
    make_lead().claim(by=fresh(cast.alice))
    assert offered(make_lead(), cast.alice) == "pool_limit"


@pytest.mark.parametrize(("own", "of_pool", "code"), [(1, 20, "holding_limit"), (20, 1, "pool_limit")])
def test_the_smaller_of_both_limits_holds(cast, rules, own, of_pool, code):
    rules(most_held=of_pool)
    User.objects.filter(pk=cast.alice.pk).update(holding_limit=own)
    make_lead().claim(by=fresh(cast.alice))
    assert refusal_of(make_lead(), cast.alice).code == code


def test_the_own_limit_binds_the_administrators_of_a_pool_too(cast, rules):
    User.objects.filter(pk=cast.carol.pk).update(holding_limit=1)
    make_lead(owner=cast.carol)
    assert refusal_of(make_lead(), cast.carol).code == "holding_limit"


@pytest.mark.parametrize("verb", ["assign", "change_owner"])
def test_the_limits_count_for_what_somebody_is_given(cast, rules, pool, verb):
    rules(most_held=1)
    leads = [make_lead(owner=cast.bob if verb == "change_owner" else None, pool=pool) for _ in range(2)]
    results = getattr(Lead, verb).apply([lead.pk for lead in leads], by=cast.carol, to=fresh(cast.alice))
    assert (len(results.done), [(refusal.code, str(refusal)) for _pk, refusal in results.refused]) == (
        1,
        [("pool_limit", "Alice holds 1 of 1 open leads of Public Pool 公海池: remaining 0.")],
    )


# The last owner


def test_the_last_owner_waits_after_any_release(cast, rules):
    rules(last_owner_waits_days=2)
    lead = returned_by(cast.alice, ago=timedelta(days=1, hours=23))
    refusal = refusal_of(lead, cast.alice)
    assert (refusal.code, refusal.status) == ("last_owner", 409)
    assert str(refusal).startswith("You had this lead; you can claim it again from ")
    assert refusal.facts["until"] == lead.released_at + timedelta(days=2)
    assert (offered(lead, cast.alice), offered(lead, cast.bob)) == ("last_owner", None)


def test_the_last_owner_claims_again_once_the_time_is_over(cast, rules):
    rules(last_owner_waits_days=2)
    lead = returned_by(cast.alice, ago=timedelta(days=2, minutes=1))
    lead.claim(by=fresh(cast.alice))
    assert lead.owner == cast.alice


def test_the_last_owner_may_be_given_the_lead_at_once(cast, rules):
    """Claim only: an administrator knows what they do."""
    rules(last_owner_waits_days=2)
    lead = returned_by(cast.alice, ago=timedelta(hours=1))
    lead.assign(by=cast.carol, to=fresh(cast.alice))
    assert lead.owner == cast.alice


@pytest.mark.parametrize("how", ["return_to_pool", "reclaim", "discard"])
def test_every_release_is_noted(cast, pool, how):
    lead, before = make_lead(owner=cast.alice, pool=pool), timezone.now()
    getattr(lead, how)(by=cast.admin, reason="other")
    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.previous_owner, before <= lead.released_at <= timezone.now()) == (cast.alice, True)


def test_what_nobody_had_is_not_released(cast):
    lead = make_lead()
    lead.discard(by=cast.admin)
    assert (lead.previous_owner, lead.released_at) == (None, None)


# Fresh leads


def test_a_fresh_lead_is_not_claimed_yet(cast, rules):
    rules(fresh_for_days=3)
    lead = make_lead()
    refusal = refusal_of(lead, cast.alice)
    assert (refusal.code, refusal.status, refusal.facts) == (
        "fresh",
        409,
        {"until": lead.pooled_at + timedelta(days=3)},
    )
    assert str(refusal).startswith("This lead is fresh until ")
    Lead.objects.filter(pk=lead.pk).update(pooled_at=timezone.now() - timedelta(days=3, seconds=1))
    Lead(pk=lead.pk).claim(by=fresh(cast.alice))


def test_a_lead_is_fresh_again_in_every_pool_it_enters(cast, rules, pool):
    rules(fresh_for_days=3)
    elsewhere = PoolFactory()
    lead = make_lead(pool=elsewhere, at=timezone.now() - timedelta(days=9))
    lead.transfer(by=cast.admin, to=pool)
    assert refusal_of(lead, cast.alice).code == "fresh"


# Many at once


def test_of_many_as_many_are_claimed_as_the_day_allows(cast, rules):
    rules(claims_a_day=3)
    leads = [make_lead() for _ in range(5)]
    results = Lead.claim.apply([lead.pk for lead in leads], by=fresh(cast.alice))
    assert [lead.pk for lead in results.done] == [lead.pk for lead in leads[:3]]
    assert [(pk, refusal.code) for pk, refusal in results.refused] == [(lead.pk, "daily_limit") for lead in leads[3:]]


def test_the_preview_counts_what_the_rules_leave(cast, rules, pool):
    rules(claims_a_day=5, most_held=4, last_owner_waits_days=9)
    make_lead(owner=cast.alice, pool=pool)
    returned_by(cast.alice, ago=timedelta(hours=1))
    for _ in range(7):
        make_lead()
    alice = fresh(cast.alice)
    found = preview(Lead.claim, Lead.objects.visible_to(alice).unclaimed(), alice)
    assert (found.selected, found.possible, sum(number for _why, number in found.reasons)) == (8, 3, 5)
    assert dict(found.reasons) == {
        "You had them last, not long ago.": 1,
        "You would claim more leads than you may on one day.": 2,
        "You would hold more open leads of the pool than its rules allow.": 2,
    }
    results = Lead.claim.apply(Lead.objects.unclaimed().values_list("pk", flat=True), by=alice)
    assert len(results.done) == found.possible


@pytest.mark.parametrize("limits", [{}, {"claims_a_day": 90, "most_held": 90, "fresh_for_days": None}])
def test_the_rules_cost_the_same_for_one_and_for_thirty(cast, rules, limits):
    rules(**limits, last_owner_waits_days=1)
    leads = [make_lead() for _ in range(34)]
    Lead.claim.apply([leads[0].pk], by=fresh(cast.alice))
    counted = []
    for some in (leads[1:2], leads[2:4], leads[4:]):
        with CaptureQueriesContext(connection) as queries:
            Lead.claim.apply([lead.pk for lead in some], by=fresh(cast.alice))
        counted.append(len(queries))
    assert counted[1] == counted[2] <= 16
    rows = list(Lead.objects.select_related("pool", "owner"))
    with CaptureQueriesContext(connection) as one:
        verbs_for(rows[-1:], fresh(cast.bob), ["claim"])
    with CaptureQueriesContext(connection) as thirty:
        verbs_for(rows, fresh(cast.bob), ["claim"])
    assert len(one) == len(thirty) <= 8
