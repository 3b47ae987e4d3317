from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotcrm.people.roles import Role
from hotcrm.records.models import Event
from leads.models import Lead, Status
from pools.models import Pool, PoolMember, ReturnReason, Routing
from tests.factories import PoolFactory, UserFactory, make_lead

pytestmark = pytest.mark.django_db

HOT = {
    "first_name": "Ann", "last_name": "Lee", "company": "Acme", "email": "ann@acme.example", "phone": "+12125550101",
    "mobile": "+12125550102", "industry_id": "technology", "employees": 5000, "annual_revenue": 200_000_000,
    "title": "CEO",
}  # fmt: skip


@pytest.fixture
def hot(cast):
    return make_pool(cast.alice, cast.bob, cast.carol)


def make_pool(*members, routing=Routing.ROUND_ROBIN, routing_bar=45, **values):
    pool = PoolFactory(routing=routing, routing_bar=routing_bar, **values)
    PoolMember.objects.bulk_create(PoolMember(pool=pool, user=person) for person in members)
    return pool


def capture(number, pool, **values):
    return Lead.objects.capture([{**HOT, **values} for _ in range(number)], by=None, pool=pool)


def owners(leads):
    return [lead.owner and lead.owner.username for lead in leads]


def facts(lead):
    return [(event.verb, event.by_id, event.data) for event in Event.objects.about(lead).order_by("pk")]


def test_hot_leads_go_round_the_members_and_on_from_whoever_was_last(cast, hot):
    assert owners(capture(4, hot)) == ["alice", "bob", "carol", "alice"]
    assert owners(capture(2, hot)) == ["bob", "carol"]
    assert Pool.objects.get(pk=hot.pk).last_routed == cast.carol


def test_its_history_tells_that_it_came_in_and_then_who_got_it_and_why(cast, hot):
    first, second = capture(2, hot)
    came_in = {"status": [None, "new"], "owner_id": [None, None], "pool_id": [None, hot.pk]}
    got = {"owner_id": [None, cast.alice.pk], "status": ["new", "working"], "how": "round_robin"}
    assert facts(first) == [("create", None, came_in), ("route", None, got)]
    assert facts(second)[1][2] == got | {"owner_id": [None, cast.bob.pk], "after": cast.alice.pk}
    lead = Lead.objects.get(pk=first.pk)
    assert (lead.status, lead.assigned_at, lead.version, lead.previous_owner) == (
        Status.WORKING, lead.created_at, 1, None,
    )  # fmt: skip


@pytest.mark.parametrize(("bar", "owner"), [(50, None), (49, "alice")])
def test_only_a_score_strictly_above_the_bar_is_given_away(cast, hot, bar, owner):
    Pool.objects.filter(pk=hot.pk).update(routing_bar=bar)
    [lead] = capture(1, Pool.objects.get(pk=hot.pk), title="", employees=None, annual_revenue=1)
    assert (lead.score, owners([lead]), lead.is_unrouted) == (50, [owner], False)


def test_who_is_not_active_absent_or_full_is_passed_over(cast, hot):
    today = timezone.localdate()
    gone = UserFactory(username="gone", is_active=False)
    away = UserFactory(username="away", absent_from=today - timedelta(days=3), absent_until=today + timedelta(days=3))
    back = UserFactory(username="back", absent_from=today - timedelta(days=9), absent_until=today - timedelta(days=2))
    full = UserFactory(username="full", holding_limit=1)
    make_lead(owner=full)
    PoolMember.objects.bulk_create(PoolMember(pool=hot, user=person) for person in (gone, away, back, full))
    assert owners(capture(5, hot)) == ["alice", "bob", "carol", "back", "alice"]


def test_absence_counts_by_the_day_it_is_where_the_person_works(cast, hot):
    far = UserFactory(username="far", time_zone="Pacific/Kiritimati")
    far.absent_from = far.today()
    far.save()
    PoolMember.objects.create(pool=hot, user=far)
    assert "far" not in owners(capture(4, hot))


def test_administrators_who_are_no_members_an_auditor_and_partners_get_nothing(cast, hot):
    hot.administrators.add(cast.dave)
    PoolMember.objects.bulk_create(PoolMember(pool=hot, user=person) for person in (cast.auditor, cast.pat))
    assert owners(capture(4, hot)) == ["alice", "bob", "carol", "alice"]


def test_members_by_department_and_group_take_their_turns_once(cast):
    pool = make_pool(cast.alice)
    PoolMember.objects.create(pool=pool, department=cast.sales)
    PoolMember.objects.create(pool=pool, group=cast.alice.groups.get(name=Role.SALES_REP))
    assert sorted(owners(capture(5, pool))) == ["alice", "bob", "carol", "dave", "mallory"]


def test_a_limit_is_kept_within_one_chunk_and_what_is_left_waits_and_is_flagged(cast, hot):
    Pool.objects.filter(pk=hot.pk).update(most_held=2)
    cast.alice.holding_limit = 1
    cast.alice.save()
    leads = capture(7, Pool.objects.get(pk=hot.pk))
    assert owners(leads) == ["alice", "bob", "carol", "bob", "carol", None, None]
    assert [lead.is_unrouted for lead in leads] == [False] * 5 + [True] * 2
    assert [(lead.status, lead.pool) for lead in leads[5:]] == [(Status.NEW, hot)] * 2


def test_the_least_loaded_gets_it_by_open_leads_and_ties_go_round(cast):
    pool = make_pool(cast.alice, cast.bob, cast.carol, routing=Routing.LEAST_LOADED)
    for _ in range(2):
        make_lead(owner=cast.alice)
    make_lead(owner=cast.bob, status=Status.WORKING)
    for status in (Status.UNQUALIFIED, Status.CONVERTED):
        make_lead(owner=cast.carol)
        Lead.objects.filter(owner=cast.carol, status=Status.NEW).update(status=status, unqualified_reason="no_budget")
    leads = capture(6, pool)
    assert owners(leads) == ["carol", "bob", "carol", "alice", "bob", "carol"]
    assert [facts(lead)[1][2]["open"] for lead in leads] == [0, 1, 1, 2, 2, 2]


def test_the_default_assignee_gets_every_new_lead_as_if_assigned(cast):
    pool = make_pool(cast.alice, routing=Routing.DEFAULT_ASSIGNEE, default_assignee=cast.alice)
    [lead] = Lead.objects.capture([{"company": "Cold"}], by=None, pool=pool)
    assert (lead.owner, lead.status, facts(lead)[1][2]) == (
        cast.alice, Status.NEW, {"owner_id": [None, cast.alice.pk], "how": "default"},
    )  # fmt: skip


@pytest.mark.parametrize("change", [{"is_active": False}, {"holding_limit": 1}, {"absent_from": timezone.localdate()}])
def test_a_default_assignee_who_cannot_take_it_leaves_it_in_the_pool(cast, change):
    make_lead(owner=cast.alice)
    for name, value in change.items():
        setattr(cast.alice, name, value)
    cast.alice.save()
    pool = make_pool(cast.alice, routing=Routing.DEFAULT_ASSIGNEE, default_assignee=cast.alice)
    [lead] = capture(1, pool)
    assert (lead.owner, lead.is_unrouted) == (None, True)


def test_a_default_assignee_who_left_the_pool_gets_nothing(cast):
    pool = make_pool(routing=Routing.DEFAULT_ASSIGNEE, default_assignee=cast.alice)
    assert owners(capture(1, pool)) == [None]


def test_what_comes_out_of_the_past_is_owned_or_in_a_disabled_pool_is_not_given_away(cast, hot):
    [past] = Lead.objects.capture([HOT], by=cast.admin, pool=hot, is_history=True)
    [owned] = Lead.objects.capture([HOT], by=None, pool=hot, owner=cast.bob)
    Pool.objects.filter(pk=hot.pk).update(is_enabled=False)
    [shut] = capture(1, Pool.objects.get(pk=hot.pk))
    assert (owners([past, owned, shut]), past.is_unrouted) == ([None, "bob", None], False)
    assert [verb for verb, _by, _data in facts(owned)] == ["create"]


def test_what_is_returned_reclaimed_or_transferred_is_never_given_away_by_itself(cast, hot):
    returned, reclaimed = capture(2, hot)
    Lead.objects.get(pk=returned.pk).return_to_pool(by=cast.alice, reason=ReturnReason.objects.get(pk="other"))
    hot.administrators.add(cast.dave)
    Lead.objects.get(pk=reclaimed.pk).reclaim(by=cast.dave)
    moved = make_lead(**HOT)
    Lead.objects.get(pk=moved.pk).transfer(by=cast.admin, to=hot)
    Lead.objects.route(hot, [returned.pk, reclaimed.pk, moved.pk])
    assert set(Lead.objects.filter(pool=hot).values_list("owner", "is_unrouted")) == {(None, False)}


def test_a_chunk_is_given_away_with_the_same_number_of_queries_as_one_lead(cast):
    pool = make_pool(cast.alice, cast.bob, routing=Routing.LEAST_LOADED, most_held=900)
    capture(1, pool)
    with CaptureQueriesContext(connection) as one:
        capture(1, pool)
    with CaptureQueriesContext(connection) as many:
        capture(101, pool)
    counted = [
        [q for q in asked.captured_queries if q["sql"].startswith("SELECT") and "records_notice" not in q["sql"]]
        for asked in (one, many)
    ]
    assert len(counted[1]) == len(counted[0])


def test_a_pool_that_gives_nothing_away_costs_no_query_more(cast, pool):
    rows = [dict(HOT)]
    with CaptureQueriesContext(connection) as named:
        Lead.objects.capture(rows, by=None, pool=pool)
    assert not [query for query in named.captured_queries if "people_user" in query["sql"]]


# When nobody was free


def test_what_nobody_was_free_for_is_given_away_once_somebody_is(cast, hot):
    away(cast, True)
    lead = capture(2, hot)[0]
    assert (owners([lead]), Lead.objects.route_waiting()) == ([None], 0)
    away(cast, False)
    assert [Lead.objects.route_waiting() for _ in range(3)] == [2, 0, 0]
    got = Lead.objects.get(pk=lead.pk)
    assert (got.owner, got.status, got.is_unrouted) == (cast.alice, Status.WORKING, False)
    verbs = [(event.verb, event.by, event.data.get("how")) for event in Event.objects.about(lead)]
    assert verbs == [("route", None, "round_robin"), ("create", None, None)]
    assert Pool.objects.get(pk=hot.pk).last_routed == cast.bob


def test_where_there_is_room_for_one_the_best_gets_it(cast, hot):
    Pool.objects.filter(pk=hot.pk).update(most_held=1)
    away(cast, True)
    good, best = (capture(1, Pool.objects.get(pk=hot.pk), title=title)[0] for title in ("", "CEO"))
    cast.bob.absent_from = None
    cast.bob.save()
    assert (Lead.objects.route_waiting(), owners(Lead.objects.filter(pk__in=[good.pk, best.pk]).order_by("pk"))) == (
        1,
        [None, "bob"],
    )


def test_it_takes_as_many_as_there_is_room_for_and_leaves_the_rest(cast, hot):
    Pool.objects.filter(pk=hot.pk).update(most_held=1)
    leads = capture(5, Pool.objects.get(pk=hot.pk))
    assert (Lead.objects.unrouted().count(), Lead.objects.route_waiting()) == (2, 0)
    Pool.objects.filter(pk=hot.pk).update(most_held=2)
    assert (Lead.objects.route_waiting(), Lead.objects.unrouted().count(), len(leads)) == (2, 0, 5)


@pytest.mark.parametrize("change", [{"routing": Routing.NONE}, {"routing_bar": 100}])
def test_what_its_pool_would_not_give_away_any_more_waits_like_any_other(cast, hot, change):
    away(cast, True)
    [lead] = capture(1, hot)
    Pool.objects.filter(pk=hot.pk).update(**change)
    away(cast, False)
    lead.refresh_from_db()
    assert (Lead.objects.route_waiting(), lead.is_unrouted) == (0, True)
    lead.refresh_from_db()
    assert (lead.owner, lead.is_unrouted) == (None, False)


def test_whoever_takes_it_first_has_it_and_nothing_waits_any_more(cast, hot):
    away(cast, True)
    [lead] = capture(1, hot)
    Lead.objects.get(pk=lead.pk).claim(by=cast.bob)
    away(cast, False)
    assert (Lead.objects.route_waiting(), Lead.objects.get(pk=lead.pk).owner) == (0, cast.bob)


def test_the_sweep_does_no_more_when_its_process_is_killed_in_the_middle(cast, hot, monkeypatch):
    away(cast, True)
    capture(4, hot)
    away(cast, False)

    def die(self):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("leads.models.rota.Rota.save", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            Lead.objects.route_waiting()
    assert (Lead.objects.unrouted().count(), Event.objects.filter(verb="route").count()) == (4, 0)
    assert (Lead.objects.route_waiting(), Event.objects.filter(verb="route").count()) == (4, 4)


def away(cast, is_away):
    for person in (cast.alice, cast.bob, cast.carol):
        person.absent_from = person.today() if is_away else None
        person.save()


# What the page says


def test_the_timeline_says_in_words_why_somebody_got_it(cast, hot, client):
    first, second = capture(2, hot)
    least = make_pool(cast.alice, routing=Routing.LEAST_LOADED)
    third = capture(1, least)[0]
    default = make_pool(cast.bob, routing=Routing.DEFAULT_ASSIGNEE, default_assignee=cast.bob)
    fourth = capture(1, default)[0]
    client.force_login(cast.admin)
    pages = [client.get(lead.get_absolute_url()).content.decode() for lead in (first, second, third, fourth)]
    said = [
        "Round robin, the first of all",
        "Round robin, after Alice",
        "Least loaded: 1 open lead before",
        "Default assignee of the pool",
    ]
    assert [sentence in page for sentence, page in zip(said, pages, strict=True)] == [True] * 4
    assert all("Assigned automatically" in page for page in pages)
