"""What administrators do with many leads of their pool, and what its health says."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotcrm.pages.models import Run
from hotcrm.people.models import User
from hotcrm.records.models import Event
from hotcrm.records.refusals import Refused
from leads.models import Claim, Lead, Status
from pools.models import Pool, ReturnReason
from pools.views.health import PoolHealth
from tests.factories import PoolFactory, make_lead


@pytest.fixture
def carol(cast, client):
    client.force_login(cast.carol)
    return client


def bulk(client, verb, **data):
    return client.post(reverse("pool_bulk", args=["public", verb]), data)


def held(*people):
    return [Lead.objects.owned_by(person).count() for person in people]


# Assign


def test_leads_are_assigned_evenly_among_several(cast, pool):
    leads = [make_lead() for _ in range(7)]
    results = Lead.assign.apply([lead.pk for lead in leads], by=cast.carol, to=[cast.alice, cast.bob, cast.mallory])
    assert (sorted(held(cast.alice, cast.bob, cast.mallory)), results.refused) == ([2, 2, 3], [])
    assert {event.data["owner_id"][1] for event in Event.objects.filter(verb="assign")} == {
        cast.alice.pk,
        cast.bob.pk,
        cast.mallory.pk,
    }


def test_who_has_no_room_is_passed_over_and_the_others_get_more(cast, pool):
    User.objects.filter(pk=cast.alice.pk).update(holding_limit=1)
    Pool.objects.update(most_held=4)
    leads = [make_lead() for _ in range(7)]
    results = Lead.assign.apply([lead.pk for lead in leads], by=cast.carol, to=[cast.alice, cast.bob])
    assert (held(cast.alice, cast.bob), {refusal.code for _pk, refusal in results.refused}) == (
        [1, 4],
        {"nobody_free"},
    )


def test_evenly_stays_even_from_chunk_to_chunk(cast, pool):
    leads = [make_lead() for _ in range(6)]
    people = [cast.alice, cast.bob]
    for some in (leads[:3], leads[3:]):
        Pool.objects.update(most_held=90)
        Lead.assign.apply([lead.pk for lead in some], by=cast.carol, to=people)
    assert held(cast.alice, cast.bob) == [3, 3]


def test_a_stranger_among_several_gets_nothing(cast, pool):
    leads = [make_lead() for _ in range(4)]
    Lead.assign.apply([lead.pk for lead in leads], by=cast.carol, to=[cast.alice, cast.dave])
    assert held(cast.alice, cast.dave) == [4, 0]


def test_assigning_among_many_costs_the_same_queries_for_few_leads_and_many(cast, pool):
    Pool.objects.update(most_held=90)
    leads = [make_lead() for _ in range(33)]
    counted = []
    for some in (leads[:1], leads[1:3], leads[3:]):
        with CaptureQueriesContext(connection) as queries:
            Lead.assign.apply([lead.pk for lead in some], by=cast.carol, to=[cast.alice, cast.bob])
        counted.append(len(queries))
    assert counted[1] == counted[2] <= 16


def test_the_page_asks_to_whom_and_shows_what_everybody_holds(cast, carol, pool):
    User.objects.filter(pk=cast.bob.pk).update(holding_limit=1)
    make_lead(owner=cast.bob), make_lead(owner=cast.alice)
    lead = make_lead()
    said = bulk(carol, "assign", ids=[lead.pk]).content.decode()
    assert "Alice · 1 open lead" in said
    assert "Bob · 1 open lead · no room left" in said
    assert "Dave" not in said


def test_the_page_assigns_to_those_who_are_ticked(cast, carol, pool):
    leads = [make_lead() for _ in range(4)]
    data = {"ids": [lead.pk for lead in leads], "sure": "1", "to": [cast.alice.pk, cast.bob.pk]}
    response = bulk(carol, "assign", **data)
    assert (response.url, held(cast.alice, cast.bob)) == (reverse("pool_detail", args=["public"]) + "?", [2, 2])
    assert Run.objects.get().done == 4


def test_all_that_matches_stays_within_the_pool_and_its_filters(cast, carol, pool):
    for n in range(3):
        make_lead(lead_source_id="website", company=f"Acme {n}")
    make_lead(lead_source_id="referral"), make_lead(lead_source_id="website", owner=cast.bob, pool=pool)
    make_lead(lead_source_id="website", pool=PoolFactory())
    query = {"all": "1", "query": "view=waiting&source=website", "sure": "1", "to": cast.alice.pk}
    bulk(carol, "assign", **query)
    assert held(cast.alice) == [3]


def test_a_run_that_was_given_several_people_says_who_they_are(cast, carol, pool):
    leads = [make_lead() for _ in range(2)]
    bulk(carol, "assign", ids=[lead.pk for lead in leads], sure="1", to=[cast.alice.pk, cast.bob.pk])
    said = carol.get(Run.objects.get().get_absolute_url()).content.decode()
    assert "Alice" in said
    assert "Bob" in said


# Claim and reclaim many


def test_a_bulk_claim_takes_what_the_rules_leave_and_says_why_not_the_rest(cast, client, pool):
    Pool.objects.update(claims_a_day=2)
    client.force_login(cast.alice)
    leads = [make_lead() for _ in range(4)]
    bulk(client, "claim", ids=[lead.pk for lead in leads])
    run = Run.objects.get()
    assert (run.done, run.refused, held(cast.alice)) == (2, 2, [2])
    assert "You have claimed 2 of 2 leads today" in client.get(run.get_absolute_url()).content.decode()


def test_many_are_reclaimed_from_the_list_of_what_is_owned(cast, carol, pool):
    leads = [make_lead(owner=person, pool=pool) for person in (cast.alice, cast.bob)]
    bulk(carol, "reclaim", ids=[lead.pk for lead in leads], sure="1", reason="Too quiet")
    assert (held(cast.alice, cast.bob), Lead.objects.unclaimed_in(pool).count()) == ([0, 0], 2)


@pytest.mark.parametrize("verb", ["assign", "reclaim", "transfer"])
def test_members_do_nothing_of_this_in_bulk(cast, client, pool, verb):
    client.force_login(cast.alice)
    lead, target = make_lead(), PoolFactory()
    bulk(client, verb, ids=[lead.pk], sure="1", to=target.pk if verb == "transfer" else cast.bob.pk)
    lead.refresh_from_db()
    assert (lead.owner, lead.pool) == (None, pool)


# A whole pool


@pytest.fixture
def target(cast):
    target = PoolFactory(name="Target", slug="target")
    target.administrators.add(cast.carol)
    return target


def test_a_whole_pool_moves_with_what_is_owned_and_is_empty_then(cast, carol, pool, target):
    source = PoolFactory(name="Source", slug="source")
    source.administrators.add(cast.carol)
    waiting, owned = make_lead(pool=source), make_lead(owner=cast.alice, pool=source, status=Status.WORKING)
    closed = make_lead(owner=cast.alice, pool=source)
    closed.convert(by=cast.alice)
    url = reverse("pool_transfer", args=["source"])
    assert "Every lead of Source that is not closed moves" in carol.get(url).content.decode()
    response = carol.post(url, {"to": target.pk})
    run = Run.objects.get()
    assert (response.url, run.done, run.refused) == (run.get_absolute_url(), 2, 0)
    found = {lead.pk: (lead.pool, lead.owner, lead.status) for lead in Lead.objects.select_related("pool", "owner")}
    assert found == {
        waiting.pk: (target, None, Status.NEW),
        owned.pk: (target, cast.alice, Status.WORKING),
        closed.pk: (source, cast.alice, Status.CONVERTED),
    }
    assert not source.leads.unclaimed().exists()


def test_a_second_click_moves_nothing_more(cast, carol, pool, target):
    make_lead()
    url = reverse("pool_transfer", args=["public"])
    first, second = (carol.post(url, {"to": target.pk, "token": "once"}).url for _ in range(2))
    assert (first == second, Run.objects.count()) == (True, 1)


@pytest.mark.parametrize("to", ["", "public", "foreign", "disabled"])
def test_a_pool_moves_only_to_another_open_one_of_the_same_administrator(cast, carol, pool, target, to):
    lead = make_lead()
    PoolFactory(name="Foreign", slug="foreign")
    PoolFactory(name="Disabled", slug="disabled", is_enabled=False).administrators.add(cast.carol)
    key = Pool.objects.get(slug=to).pk if to else ""
    assert carol.post(reverse("pool_transfer", args=["public"]), {"to": key}).status_code == 422
    assert Lead.objects.get(pk=lead.pk).pool == pool


def test_nothing_comes_to_a_pool_that_was_disabled_meanwhile(cast, pool, target):
    lead, stale = make_lead(), Pool.objects.get(pk=target.pk)
    Pool.objects.filter(pk=target.pk).update(is_enabled=False)
    with pytest.raises(Refused, match="disabled"):
        lead.transfer(by=cast.carol, to=stale)


# Health


def test_the_health_of_a_pool_is_told_in_figures(cast, carol, pool):
    now = timezone.now()
    for days in (0, 2, 5, 20, 40):
        lead = make_lead(company=f"Waits {days}")
        Lead.objects.filter(pk=lead.pk).update(pooled_at=now - timedelta(days=days, minutes=5))
    claimed = make_lead(company="Claimed")
    claimed.claim(by=cast.alice)
    given = make_lead(company="Given")
    given.assign(by=cast.carol, to=cast.bob)
    Lead.objects.filter(pk=given.pk).update(assigned_at=now - timedelta(days=10), is_overdue=True)
    back = make_lead(company="Back", owner=cast.bob, pool=pool)
    back.return_to_pool(by=cast.bob, reason=ReturnReason.objects.get(code="no_intent"))
    make_lead(company="Elsewhere", pool=PoolFactory())
    health = PoolHealth(pool, cast.carol)
    assert (health.waits, health.is_owned, health.overdue, health.unrouted, health.tonight) == (
        "6",
        "2",
        "1",
        "0",
        "0",
    )
    assert [(flow.days, flow.entered, flow.taken, flow.claimed) for flow in health.flows] == [
        (7, "5", "1", "1"),
        (30, "7", "2", "1"),
    ]
    assert [bar.number for bar in health.ages] == [2, 1, 1, 1, 1]
    assert [(str(bar.label), bar.number) for bar in health.reasons] == [("No intent now", 1)]
    assert ([bar.number for bar in health.claims][-1], len(health.claims)) == (1, 14)
    said = carol.get(reverse("pool_health", args=["public"])).content.decode()
    assert re.search(r"No intent now</span>", said)


def test_claims_are_counted_on_the_days_of_the_pool(cast, pool):
    Pool.objects.update(time_zone="Pacific/Auckland")
    pool.refresh_from_db()
    midnight = pool.day_of(timezone.now())[0]
    for minutes in (-1, 1, 2):
        Claim.objects.create(lead=make_lead(), by=cast.alice, pool=pool, at=midnight + timedelta(minutes=minutes))
    assert [bar.number for bar in PoolHealth(pool, cast.carol).claims][-2:] == [1, 2]


def test_the_health_of_an_empty_pool_is_told_too(cast, carol, pool):
    assert carol.get(reverse("pool_health", args=["public"])).status_code == 200
    part = carol.get(reverse("pool_health", args=["public"]), headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in part, "Nothing that waits here was anybody" in part) == (False, True)


def test_the_health_costs_the_same_for_few_leads_and_for_many(cast, carol, pool):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            carol.get(reverse("pool_health", args=["public"]))
        return len(queries)

    make_lead(owner=cast.bob, pool=pool).reclaim(by=cast.carol)
    one = asked()
    for _ in range(6):
        make_lead(owner=cast.bob, pool=pool).reclaim(by=cast.carol)
    assert asked() == one <= 32
