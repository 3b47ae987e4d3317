import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.refusals import Invalid, NotFound, Refused
from leads.models import Lead, Status
from pools.models import Pool, PoolType, ReturnReason
from tests.factories import PoolFactory, make_lead

UNREACHABLE = "unreachable"


def test_a_rep_claims_a_lead_from_the_pool(cast):
    lead = make_lead()
    lead.claim(by=cast.alice)
    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.owner, lead.status, lead.version) == (cast.alice, Status.WORKING, 2)


def test_a_claim_is_told_in_one_event(cast):
    lead = make_lead()
    lead.claim(by=cast.alice)
    event = Event.objects.about(lead).first()
    assert (event.verb, event.by) == ("claim", cast.alice)
    assert event.data["owner_id"] == [None, cast.alice.pk]
    assert event.data["status"] == ["new", "working"]


def test_a_pool_set_to_pending_keeps_a_claimed_lead_new(cast, pool):
    Pool.objects.update(status_on_claim="new")
    lead = make_lead()
    lead.claim(by=cast.alice)
    assert (lead.status, lead.is_pending) == (Status.NEW, True)


def test_an_owned_lead_cannot_be_claimed_by_a_colleague(cast, pool):
    lead = make_lead(owner=cast.alice, pool=pool)
    with pytest.raises(Refused) as refusal:
        lead.claim(by=cast.carol)
    assert (refusal.value.code, Lead.objects.get(pk=lead.pk).owner) == ("taken", cast.alice)
    assert "Alice" in refusal.value.message


def test_a_lead_of_an_invisible_pool_cannot_be_claimed(cast, pool):
    hidden = PoolFactory(type=PoolType.ADMIN_ONLY)
    hidden.administrators.add(cast.carol)
    lead = make_lead(pool=hidden)
    with pytest.raises(Refused) as refusal:
        lead.claim(by=cast.carol)
    assert refusal.value.status == 409


def test_a_lead_one_cannot_see_is_not_found_when_claimed(cast):
    lead = make_lead(pool=PoolFactory())
    with pytest.raises(NotFound):
        lead.claim(by=cast.alice)


def test_a_person_at_their_holding_limit_cannot_claim(cast):
    cast.alice.holding_limit = 1
    cast.alice.save()
    make_lead(owner=cast.alice)
    lead = make_lead()
    with pytest.raises(Refused, match="remaining 0"):
        lead.claim(by=cast.alice)


def test_many_claims_stop_at_the_holding_limit(cast):
    cast.alice.holding_limit = 2
    cast.alice.save()
    leads = [make_lead() for _ in range(4)]
    results = Lead.claim.apply([lead.pk for lead in leads], by=cast.alice)
    assert (len(results.done), [refused.code for _, refused in results.refused]) == (2, ["holding_limit"] * 2)


def test_many_claims_cost_the_same_queries_as_few(cast):
    leads = [make_lead() for _ in range(33)]
    Lead.claim.apply([leads[0].pk], by=cast.alice)
    with CaptureQueriesContext(connection) as few:
        Lead.claim.apply([leads[1].pk, leads[2].pk], by=cast.alice)
    with CaptureQueriesContext(connection) as many:
        Lead.claim.apply([lead.pk for lead in leads[3:]], by=cast.alice)
    assert len(many) == len(few) <= 10


def test_a_returned_lead_waits_in_its_own_pool_again(cast, pool):
    lead = make_lead(owner=cast.alice, pool=pool, status=Status.WORKING)
    lead.return_to_pool(by=cast.alice, reason=ReturnReason.objects.get(code=UNREACHABLE))
    assert (lead.owner, lead.status, lead.pool, lead.previous_owner) == (None, Status.NEW, pool, cast.alice)
    assert Event.objects.about(lead).first().data["reason"] == UNREACHABLE


def test_a_return_needs_a_reason(cast, pool):
    lead = make_lead(owner=cast.alice, pool=pool)
    with pytest.raises(Invalid) as refusal:
        lead.return_to_pool(by=cast.alice)
    assert refusal.value.field == "reason"


def test_a_lead_of_no_pool_is_returned_to_the_one_chosen(cast, pool):
    lead = make_lead(owner=cast.alice)
    reason = ReturnReason.objects.get(code=UNREACHABLE)
    with pytest.raises(Invalid) as refusal:
        lead.return_to_pool(by=cast.alice, reason=reason)
    assert refusal.value.field == "pool"
    lead.return_to_pool(by=cast.alice, reason=reason, pool=pool)
    assert lead.pool == pool


def test_a_lead_is_not_returned_to_a_pool_of_others(cast):
    lead, elsewhere = make_lead(owner=cast.alice), PoolFactory()
    with pytest.raises(Invalid) as refusal:
        lead.return_to_pool(by=cast.alice, reason=ReturnReason.objects.get(code=UNREACHABLE), pool=elsewhere)
    assert (refusal.value.field, Lead.objects.get(pk=lead.pk).owner) == ("pool", cast.alice)


def test_a_converted_lead_cannot_be_returned(cast, pool):
    lead = make_lead(owner=cast.alice, pool=pool, status=Status.CONVERTED)
    with pytest.raises(Refused) as refusal:
        lead.return_to_pool(by=cast.alice, reason=ReturnReason.objects.get(code=UNREACHABLE))
    assert refusal.value.code == "wrong_state"


@pytest.mark.parametrize("status", [Status.NEW, Status.WORKING, Status.UNQUALIFIED])
def test_an_administrator_assigns_a_lead_of_the_pool(cast, pool, status):
    owner = cast.bob if status == Status.WORKING else None
    lead = make_lead(owner=owner, pool=pool)
    if status == Status.UNQUALIFIED:
        Lead.objects.filter(pk=lead.pk).update(status=status, unqualified_reason="other")
    elif status == Status.WORKING:
        Lead.objects.filter(pk=lead.pk).update(status=status)
    lead.assign(by=cast.carol, to=cast.alice)
    assert (lead.owner, lead.status) == (cast.alice, Status.WORKING if owner else Status.NEW)


@pytest.mark.parametrize("status", [Status.CONVERTED, Status.DISCARDED])
def test_a_closed_lead_is_assigned_to_nobody(cast, pool, status):
    lead = make_lead(owner=cast.bob, pool=pool)
    lead.discard(by=cast.carol) if status == Status.DISCARDED else lead.convert(by=cast.bob)
    with pytest.raises(Refused) as refusal:
        lead.assign(by=cast.admin, to=cast.alice)
    assert (refusal.value.code, Lead.objects.get(pk=lead.pk).status) == ("wrong_state", status)


@pytest.mark.parametrize("verb", ["assign", "reclaim", "transfer"])
def test_a_member_who_is_no_administrator_moves_nothing_in_the_pool(cast, pool, verb):
    lead = make_lead(owner=cast.alice, pool=pool)
    values = {"assign": {"to": cast.bob}, "reclaim": {}, "transfer": {"to": PoolFactory()}}[verb]
    with pytest.raises(Refused) as refusal:
        getattr(lead, verb)(by=cast.alice, **values)
    kept = Lead.objects.get(pk=lead.pk)
    assert (refusal.value.status, kept.owner, kept.pool) == (403, cast.alice, pool)


def test_who_sees_the_pool_and_is_no_member_cannot_claim(cast):
    lead = make_lead()
    with pytest.raises(Refused, match="Only members of the pool") as refusal:
        lead.claim(by=cast.auditor)
    assert (refusal.value.status, Lead.objects.get(pk=lead.pk).owner) == (403, None)


def test_an_administrator_of_a_pool_claims_without_being_a_member(cast):
    pool = PoolFactory()
    pool.administrators.add(cast.carol)
    lead = make_lead(pool=pool)
    lead.claim(by=cast.carol)
    assert lead.owner == cast.carol


def test_an_inactive_person_cannot_be_given_a_lead(cast):
    cast.bob.is_active = False
    cast.bob.save()
    lead = make_lead()
    with pytest.raises(Invalid) as refusal:
        lead.assign(by=cast.carol, to=cast.bob)
    assert refusal.value.field == "to"


def test_somebody_who_left_a_moment_ago_gets_no_lead(cast):
    """The form was filled in, the claim was clicked while they still worked here."""
    lead = make_lead()
    User.objects.filter(pk__in=[cast.alice.pk, cast.bob.pk]).update(is_active=False)
    with pytest.raises(Invalid, match="Bob is not active"):
        lead.assign(by=cast.carol, to=cast.bob)
    with pytest.raises(Invalid, match="Alice is not active"):
        lead.claim(by=cast.alice)
    assert Lead.objects.get(pk=lead.pk).owner is None


def test_a_holding_limit_counts_as_it_stands_now(cast):
    make_lead(owner=cast.bob)
    User.objects.filter(pk=cast.bob.pk).update(holding_limit=1)
    with pytest.raises(Refused, match="remaining 0"):
        make_lead().assign(by=cast.carol, to=cast.bob)


def test_an_unqualified_lead_that_is_assigned_takes_room(cast):
    """It comes back to life with its new owner."""
    cast.bob.holding_limit = 1
    cast.bob.save()
    lead = make_lead(owner=cast.bob, pool=Pool.default())
    given_up = make_lead()
    Lead.objects.filter(pk=given_up.pk).update(status=Status.UNQUALIFIED, unqualified_reason="other")
    with pytest.raises(Refused, match="remaining 0"):
        given_up.assign(by=cast.carol, to=cast.bob)
    Lead.objects.filter(pk=lead.pk).update(owner=cast.alice)
    given_up.assign(by=cast.carol, to=cast.bob)
    assert given_up.owner == cast.bob


def test_an_unqualified_lead_handed_over_takes_no_room(cast):
    cast.bob.holding_limit = 1
    cast.bob.save()
    given_up, alive = make_lead(owner=cast.alice), make_lead(owner=cast.alice)
    Lead.objects.filter(pk=given_up.pk).update(status=Status.UNQUALIFIED, unqualified_reason="other")
    results = Lead.change_owner.apply([given_up.pk, alive.pk], by=cast.alice, to=cast.bob)
    assert ([lead.pk for lead in results.done], results.refused) == ([given_up.pk, alive.pk], [])


def test_a_batch_with_an_unknown_lead_does_the_others(cast):
    known = make_lead()
    results = Lead.assign.apply([known.pk, 999_999], by=cast.carol, to=cast.alice)
    assert ([lead.pk for lead in results.done], [(pk, r.code) for pk, r in results.refused]) == (
        [known.pk],
        [(999_999, "not_found")],
    )


@pytest.mark.parametrize("status", [Status.NEW, Status.WORKING, Status.UNQUALIFIED])
def test_an_administrator_reclaims_a_lead(cast, pool, status):
    lead = make_lead(owner=cast.alice, pool=pool)
    reason = "other" if status == Status.UNQUALIFIED else None
    Lead.objects.filter(pk=lead.pk).update(status=status, unqualified_reason=reason)
    lead.reclaim(by=cast.carol)
    assert (lead.owner, lead.status, lead.previous_owner, lead.unqualified_reason) == (
        None,
        Status.NEW,
        cast.alice,
        None,
    )


def test_a_transferred_lead_keeps_its_owner(cast, pool):
    other = PoolFactory()
    other.administrators.add(cast.carol)
    lead = make_lead(owner=cast.alice, pool=pool)
    lead.transfer(by=cast.carol, to=other)
    assert (lead.owner, lead.pool) == (cast.alice, other)


def test_a_lead_cannot_be_transferred_to_a_pool_of_others(cast, pool):
    lead = make_lead(pool=pool)
    with pytest.raises(Invalid) as refusal:
        lead.transfer(by=cast.carol, to=PoolFactory())
    assert (refusal.value.field, Lead.objects.get(pk=lead.pk).pool) == ("to", pool)


def test_a_change_of_owner_restarts_the_clocks(cast):
    lead = make_lead(owner=cast.alice)
    Lead.objects.filter(pk=lead.pk).update(is_overdue=True, failed_attempts=3, assigned_at=timezone.now())
    lead.change_owner(by=cast.dave, to=cast.bob)
    assert (lead.owner, lead.is_overdue, lead.failed_attempts) == (cast.bob, False, 0)
