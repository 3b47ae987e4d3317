"""Whom the verbs of a lead tell, and in which words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.pages.runs.starting import start
from hotcrm.people.models import User
from hotcrm.records.models import Notice, NoticeSwitch
from leads.models import Lead, Status
from pools.models import Pool, ReturnReason, Routing
from tests.factories import make_lead
from tests.records.reading import as_read


def fresh(person):
    return User.objects.get(pk=person.pk)


def said(person) -> list[str]:
    return [as_read(notice).subject for notice in Notice.objects.filter(recipient=person).order_by("pk")]


@pytest.fixture
def lead(pool):
    return make_lead(last_name="Doe", pool=pool)


def owned(person, pool, **values):
    return make_lead(owner=person, pool=pool, status=Status.WORKING, **values)


def test_whoever_is_assigned_a_lead_is_told(cast, lead):
    lead.assign(by=cast.carol, to=cast.alice)
    assert said(cast.alice) == ["Carol assigned Doe to you"]
    assert Notice.objects.count() == 1


def test_a_run_of_many_tells_the_assignee_once(cast, pool):
    leads = [make_lead(pool=pool).pk for _ in range(12)]
    start(Lead.assign, by=cast.carol, ids=leads, to=cast.alice)
    assert said(cast.alice) == ["Carol assigned 12 leads to you"]


def test_the_new_owner_is_told_of_a_handover(cast, pool):
    lead = owned(cast.alice, pool, last_name="Doe")
    lead.change_owner(by=cast.dave, to=cast.bob)
    assert (said(cast.bob), said(cast.alice)) == (["Dave handed Doe over to you"], [])


def test_the_old_owner_is_told_of_a_reclaim(cast, pool):
    owned(cast.alice, pool, last_name="Doe").reclaim(by=cast.carol)
    assert said(cast.alice) == [f"Carol took Doe back into {pool.name}"]  # Alice is a member and still sees it


def test_administrators_of_the_pool_are_told_of_a_return_in_the_product_alone(cast, pool):
    owned(cast.alice, pool, last_name="Doe").return_to_pool(by=cast.alice, reason=ReturnReason.objects.first())
    assert said(cast.carol) == [f"Alice returned Doe to {pool.name}"]
    assert (Notice.objects.count(), Notice.objects.filter(mail_due_at__isnull=False).count()) == (1, 0)


def test_a_run_of_returns_tells_once_and_nobody_who_switched_it_off(cast, pool):
    leads = [owned(cast.alice, pool).pk for _ in range(12)]
    start(Lead.return_to_pool, by=cast.alice, ids=leads[:6], reason=ReturnReason.objects.first())
    NoticeSwitch.objects.create(person=cast.carol, kind="returned", in_product=False, mail="never")
    start(Lead.return_to_pool, by=cast.alice, ids=leads[6:], reason=ReturnReason.objects.first())
    assert said(cast.carol) == ["Alice returned 6 leads to your pools"]


def test_out_of_sight_it_is_told_without_a_name(cast, pool):
    Pool.objects.filter(pk=pool.pk).update(type="admin_only")
    owned(cast.alice, pool, last_name="Doe").reclaim(by=cast.carol)
    assert said(cast.alice) == [f"Carol took one of your leads back into {pool.name}"]


def test_administrators_are_told_of_a_claim_where_the_pool_says_so(cast, lead, pool):
    Lead.objects.get(pk=make_lead(pool=pool).pk).claim(by=fresh(cast.alice))
    assert Notice.objects.count() == 0
    Pool.objects.filter(pk=pool.pk).update(notify_on_claim=True)
    lead.claim(by=fresh(cast.alice))
    assert said(cast.carol) == [f"Alice claimed Doe from {pool.name}"]


def test_who_administers_the_pool_is_not_told_of_their_own_claim(cast, lead, pool):
    Pool.objects.filter(pk=pool.pk).update(notify_on_claim=True)
    lead.claim(by=fresh(cast.carol))
    assert Notice.objects.count() == 0


def test_administrators_are_told_of_what_comes_back_from_who_left(cast, pool):
    leads = [owned(cast.alice, pool).pk for _ in range(3)]
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    Lead.retrieve.apply(leads, by=cast.admin)
    assert said(cast.carol) == ["3 leads came back to your pools: their owner is not active any more"]
    assert said(cast.alice) == []


def test_a_hot_lead_tells_whose_turn_it_is_at_once(cast, pool):
    Pool.objects.filter(pk=pool.pk).update(routing=Routing.ROUND_ROBIN, routing_bar=0)
    [lead] = Lead.objects.capture(
        [{"last_name": "Doe", "company": "Acme", "email": "doe@acme.example"}],
        by=None,
        pool=Pool.objects.get(pk=pool.pk),
    )
    notice = Notice.objects.get()
    assert (notice.recipient_id, notice.kind) == (lead.owner_id, "hot_lead")
    assert as_read(notice).subject == f"New hot lead: Doe (Score: {lead.score})"


def test_of_what_nobody_is_free_for_the_administrators_are_told(cast, pool):
    Pool.objects.filter(pk=pool.pk).update(routing=Routing.ROUND_ROBIN, routing_bar=0)
    User.objects.exclude(pk=cast.carol.pk).update(absent_from="2020-01-01")
    User.objects.filter(pk=cast.carol.pk).update(absent_from="2020-01-01")
    rows = [{"last_name": f"Doe {n}", "company": "Acme", "email": f"d{n}@acme.example"} for n in range(3)]
    Lead.objects.capture(rows, by=None, pool=Pool.objects.get(pk=pool.pk))
    assert said(cast.carol) == ["Nobody is free for 3 leads: they stay in their pool"]


@pytest.mark.parametrize("verb", ["assign", "change_owner", "reclaim", "claim"])
def test_thirty_cost_the_queries_of_two(cast, pool, verb):
    Pool.objects.filter(pk=pool.pk).update(notify_on_claim=True)
    by = cast.alice if verb == "claim" else cast.carol
    values = {} if verb in ("claim", "reclaim") else {"to": cast.bob}
    made = (
        (lambda: owned(cast.alice, pool).pk)
        if verb in ("change_owner", "reclaim")
        else (lambda: make_lead(pool=pool).pk)
    )

    def cost(number) -> int:
        keys = [made() for _ in range(number)]
        with CaptureQueriesContext(connection) as asked:
            results = getattr(Lead, verb).apply(keys, by=fresh(by), **values)
        assert len(results.done) == number
        return len(asked)

    cost(1)
    assert cost(30) <= cost(2)
