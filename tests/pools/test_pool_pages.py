import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotcrm.people.models import User
from leads.models import Claim, Lead, Status
from pools.models import Pool, PoolMember, PoolType, ReturnReason
from tests.factories import PoolFactory, make_lead


@pytest.fixture
def alice(cast, as_):
    return as_(cast.alice)


def pool_page(client, pool, **query):
    return client.get(reverse("pool_detail", args=[pool.slug]), query)


def names(response):
    return [row.company for row in response.context["listing"].part.rows]


def offers(response):
    """What each row offers, by its company."""
    table = response.context["table"]
    found = {}
    for row, drawn in zip(table.data, table.drawn_rows, strict=True):
        claim = ["claim"] if f'formaction="{row.get_absolute_url()}claim/"' in drawn["cells"] else []
        found[row.company] = claim + [action.verb.name for action in table.actions.get(row.pk, ())]
    return found


def text_of(response):
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


# Who sees which


@pytest.mark.parametrize(
    ("person", "pools"),
    [("alice", ["public"]), ("carol", ["public"]), ("mia", ["public", "inner"]), ("pat", []), ("dave", [])],
)
def test_who_sees_which_pools(cast, as_, pool, person, pools):
    PoolFactory(name="Inner", slug="inner", type=PoolType.ADMIN_ONLY)
    client = as_(getattr(cast, person))
    assert [pool.slug for pool in client.get(reverse("pool_list")).context["pools"]] == pools
    statuses = {slug: client.get(reverse("pool_detail", args=[slug])).status_code for slug in ("public", "inner")}
    assert {slug for slug, status in statuses.items() if status == 200} == set(pools)
    assert set(statuses.values()) <= {200, 404}


def test_a_pool_that_is_not_there_is_not_found(alice):
    assert alice.get(reverse("pool_detail", args=["nowhere"])).status_code == 404


def test_an_invisible_pool_is_its_administrators_alone(cast, as_, pool):
    Pool.objects.filter(pk=pool.pk).update(type=PoolType.ADMIN_ONLY)
    make_lead()
    assert pool_page(as_(cast.alice), pool).status_code == 404
    page = pool_page(as_(cast.carol), pool)
    assert offers(page) == {"Acme": ["assign", "transfer", "disqualify", "discard"]}
    assert (page.context["quota"], "Give me the best" in page.content.decode()) == (None, False)


def test_the_overview_counts_what_waits_and_what_one_may_still_claim(cast, alice, pool):
    Pool.objects.update(claims_a_day=5)
    make_lead(), make_lead(), make_lead(owner=cast.bob, pool=pool)
    make_lead().claim(by=User.objects.get(pk=cast.alice.pk))
    [card] = alice.get(reverse("pool_list")).context["pools"]
    assert (card.waits, card.quota.today.used, card.quota.today.left) == ("2", 1, 4)


def test_the_overview_costs_the_same_for_one_pool_and_for_many(cast, alice):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            alice.get(reverse("pool_list"))
        return len(queries)

    Pool.objects.update(claims_a_day=5, most_held=9)
    one = asked()
    for _ in range(8):
        PoolMember.objects.create(pool=PoolFactory(claims_a_day=5, most_held=9), user=cast.alice)
    assert asked() == one <= 12


# What waits


def test_only_what_waits_is_shown(cast, alice, pool):
    make_lead(company="Waiting")
    make_lead(company="Taken", owner=cast.alice, pool=pool)
    make_lead(company="Elsewhere", pool=PoolFactory())
    assert names(pool_page(alice, pool)) == ["Waiting"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Old but good", "Newest", "Newer"]),
        ("-created_at", ["Newest", "Newer", "Old but good"]),
        ("pooled_at", ["Newest", "Old but good", "Newer"]),
        ("assigned_at", ["Old but good", "Newest", "Newer"]),  # no order of this view
    ],
)
def test_the_best_stand_first_or_the_newest_or_what_waits_the_longest(alice, pool, sort, order):
    for days, (company, score) in enumerate([("Old but good", 90), ("Newer", 20), ("Newest", 50)]):
        lead = make_lead(company=company)
        waits_since = timezone.now() - timezone.timedelta(days=(3, 1, 9)[days])
        Lead.objects.filter(pk=lead.pk).update(score=score, pooled_at=waits_since)
    assert names(pool_page(alice, pool, sort=sort)) == order


def test_the_quick_filters_search_and_columns_work_as_in_any_list(alice, pool):
    make_lead(company="Northwind", lead_source_id="website")
    make_lead(company="Globex", lead_source_id="referral")
    assert names(pool_page(alice, pool, q="northw")) == ["Northwind"]
    response = pool_page(alice, pool, source="referral", cols=["city", "came_back"])
    assert names(response) == ["Globex"]
    assert [head["label"] for head in response.context["heads"]] == ["Lead", "City", "Came back because"]
    assert [chip[:2] for chip in response.context["chips"]] == [("Source", "Referral")]


def test_what_waits_for_long_and_what_came_back_can_be_looked_for(cast, alice, pool):
    old, back = make_lead(company="Old"), make_lead(company="Back", owner=cast.bob, pool=pool)
    make_lead(company="New")
    Lead.objects.filter(pk=old.pk).update(pooled_at=timezone.now() - timezone.timedelta(days=8))
    back.reclaim(by=cast.carol)
    assert names(pool_page(alice, pool, waits="7")) == ["Old"]
    assert names(pool_page(alice, pool, came_back="yes")) == ["Back"]


def test_a_row_tells_who_had_it_and_why_it_came_back(cast, alice, pool):
    lead = make_lead()
    lead.claim(by=cast.bob)
    lead.return_to_pool(by=cast.bob, reason=ReturnReason.objects.get(code="no_intent"))
    said = text_of(pool_page(alice, pool))
    assert "No intent now" in said
    assert "Bob" in said


@pytest.mark.parametrize(
    ("person", "actions"),
    [
        ("alice", ["claim"]),
        ("carol", ["claim", "assign", "transfer", "disqualify", "discard"]),
        ("mia", []),
        ("admin", ["claim", "assign", "transfer", "disqualify", "discard"]),
    ],
)
def test_a_row_offers_what_one_may_do(cast, as_, pool, person, actions):
    make_lead()
    assert offers(pool_page(as_(getattr(cast, person)), pool)) == {"Acme": actions}


def test_no_button_is_there_that_would_only_refuse(cast, alice, pool):
    Pool.objects.update(fresh_for_days=2)
    fresh, ripe = make_lead(company="Fresh"), make_lead(company="Ripe")
    Lead.objects.filter(pk=ripe.pk).update(pooled_at=timezone.now() - timezone.timedelta(days=3))
    response = pool_page(alice, pool)
    assert offers(response) == {"Ripe": ["claim"], "Fresh": []}
    until = Pool.objects.get().clock(Lead.objects.get(pk=fresh.pk).pooled_at + timezone.timedelta(days=2))
    assert f"This lead is fresh until {until}" in response.content.decode()


def test_without_its_column_a_claim_stands_in_the_menu(alice, pool):
    make_lead()
    table = pool_page(alice, pool, cols=["city"]).context["table"]
    assert [[action.verb.name for action in actions] for actions in table.actions.values()] == [["claim"]]


def test_a_lead_is_claimed_from_its_row_and_one_is_back_in_the_pool(cast, alice, pool):
    lead, here = make_lead(), reverse("pool_detail", args=["public"])
    response = alice.post(reverse("lead_verb", args=[lead.pk, "claim"]), {"next": here})
    assert (response.url, Lead.objects.get(pk=lead.pk).owner) == (here, cast.alice)


def test_pages_follow_each_other_without_gap_or_repetition(alice, pool):
    Lead.objects.bulk_create(
        Lead(company=f"Company {n}", pool=pool, score=n % 3, pooled_at=timezone.now()) for n in range(120)
    )
    seen, address = [], reverse("pool_detail", args=[pool.slug])
    url = address
    while url:
        response = alice.get(url)
        seen += names(response)
        following = response.context["listing"].next_url
        url = following and address + following
    assert (len(seen), len(set(seen))) == (120, 120)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "0", "1e9", "²"])
def test_a_broken_place_is_the_first_page(alice, pool, after):
    make_lead(company="Waiting")
    assert names(pool_page(alice, pool, after=after)) == ["Waiting"]


@pytest.mark.parametrize("view", ["waiting", "owned", "unrouted"])
def test_a_page_costs_the_same_for_one_row_and_for_thirty(cast, as_, pool, view, django_assert_max_num_queries):
    Pool.objects.update(claims_a_day=5, most_held=9, fresh_for_days=1, last_owner_waits_days=3)
    values = {
        "waiting": {},
        "owned": {"owner": cast.bob, "assigned_at": timezone.now()},
        "unrouted": {"is_unrouted": True},
    }[view]
    client = as_(cast.carol)

    def add(number):
        Lead.objects.bulk_create(
            Lead(
                company=f"Acme {n}", pool=pool, pooled_at=timezone.now(), previous_owner=cast.alice,
                released_at=timezone.now(), **values,
            )
            for n in range(number)
        )  # fmt: skip

    add(1)
    assert len(names(pool_page(client, pool, view=view))) == 1
    with django_assert_max_num_queries(17) as one:
        pool_page(client, pool, view=view)
    add(30)
    with django_assert_max_num_queries(len(one)):
        assert len(names(pool_page(client, pool, view=view))) == 31


def test_an_empty_pool_says_so(alice, pool):
    assert "Nothing waits here" in pool_page(alice, pool).content.decode()


def test_a_lead_is_made_straight_into_the_pool(cast, alice, pool):
    assert f"?pool={pool.slug}" in pool_page(alice, pool).content.decode()


def test_the_lead_page_knows_its_neighbours_in_the_pool(cast, alice, pool):
    leads = [make_lead(company=f"Acme {n}") for n in range(3)]
    for score, lead in enumerate(leads):
        Lead.objects.filter(pk=lead.pk).update(score=score)
    here = reverse("pool_detail", args=[pool.slug]) + "?view=waiting"
    near = alice.get(leads[1].get_absolute_url(), {"from": here}).context["page"].neighbours
    assert (near.place, near.total, near.list_label) == ("2", "3", str(pool))
    assert (f"/{leads[2].pk}/" in near.previous_url, f"/{leads[0].pk}/" in near.next_url) == (True, True)


def test_a_pool_one_does_not_see_gives_no_neighbours(cast, as_, pool):
    lead = make_lead(owner=cast.dave)
    assert as_(cast.dave).get(lead.get_absolute_url(), {"from": "/pools/public/"}).context["page"].neighbours is None


def test_the_late_counts_are_those_of_the_pool(cast, as_, pool):
    make_lead(), make_lead(pool=PoolFactory()), make_lead(owner=cast.bob, pool=pool)
    said = as_(cast.carol).get(reverse("pool_counts", args=["public"]), {"tabs": "1"}).content.decode()
    assert re.findall(r'id="count-(\w+)"[^>]*>(\d+)<', said) == [("waiting", "1"), ("owned", "1"), ("unrouted", "0")]


# What administrators see


def test_members_see_nothing_of_what_others_own(cast, alice, pool):
    make_lead(owner=cast.bob, pool=pool)
    assert pool_page(alice, pool, view="owned").status_code == 404
    assert alice.get(reverse("pool_health", args=["public"])).status_code == 404
    assert alice.get(reverse("pool_transfer", args=["public"])).status_code == 404


def test_administrators_see_who_holds_what_the_longest_first(cast, as_, pool):
    for company, person, days in [("Recent", cast.alice, 1), ("Long", cast.bob, 9), ("Closed", cast.bob, 20)]:
        lead = make_lead(company=company, owner=person, pool=pool)
        since = timezone.now() - timezone.timedelta(days=days)
        Lead.objects.filter(pk=lead.pk).update(assigned_at=since, is_overdue=company == "Long")
    Lead.objects.get(company="Closed").convert(by=cast.bob)
    client = as_(cast.carol)
    assert names(pool_page(client, pool, view="owned")) == ["Long", "Recent"]
    assert names(pool_page(client, pool, view="owned", owner=cast.alice.pk)) == ["Recent"]
    assert names(pool_page(client, pool, view="owned", overdue="yes")) == ["Long"]
    assert offers(pool_page(client, pool, view="owned"))["Long"][:3] == ["assign", "reclaim", "change_owner"]


def test_a_narrower_way_in_does_not_leave_the_pool(cast, as_, pool):
    make_lead(company="Elsewhere", owner=cast.alice, pool=PoolFactory())
    make_lead(company="Here", owner=cast.alice, pool=pool)
    assert names(pool_page(as_(cast.admin), pool, view="owned", owner=cast.alice.pk)) == ["Here"]


def test_what_nobody_was_free_for_stands_by_itself(cast, as_, pool):
    make_lead(company="Free"), make_lead(company="Stuck")
    Lead.objects.filter(company="Stuck").update(is_unrouted=True)
    assert names(pool_page(as_(cast.carol), pool, view="unrouted")) == ["Stuck"]


# The best next lead


def best_next(client, pool, **data):
    return client.post(reverse("pool_claim_best", args=[pool.slug]), data, follow=True)


def test_the_best_next_lead_is_the_highest_score_and_of_those_the_first_that_came(cast, alice, pool):
    for company, score in [("Low", 10), ("First", 80), ("Second", 80)]:
        Lead.objects.filter(pk=make_lead(company=company).pk).update(score=score)
    response = best_next(alice, pool)
    lead = Lead.objects.get(company="First")
    assert (lead.owner, lead.status) == (cast.alice, Status.WORKING)
    assert response.redirect_chain[0][0].startswith(f"{lead.get_absolute_url()}?from=")
    assert Claim.objects.get().lead == lead


def test_what_may_not_be_claimed_is_passed_over(cast, alice, pool):
    Pool.objects.update(fresh_for_days=1, last_owner_waits_days=9)
    ages = {"Fresh": 0, "Mine": 5, "Ripe": 5}
    for company, days in ages.items():
        lead = make_lead(company=company)
        entered = timezone.now() - timezone.timedelta(days=days)
        Lead.objects.filter(pk=lead.pk).update(pooled_at=entered, score=90 if company != "Ripe" else 1)
    Lead.objects.filter(company="Mine").update(previous_owner=cast.alice, released_at=timezone.now())
    best_next(alice, pool)
    assert Lead.objects.get(owner=cast.alice).company == "Ripe"


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({}, "No lead waits in Public Pool"),
        ({"fresh_for_days": 1}, "may not be claimed yet; the next from "),
        ({"claims_a_day": 1}, "You have claimed 1 of 1 leads today"),
        ({"most_held": 1}, "You hold 1 of 1 open leads of Public Pool"),
    ],
)
def test_when_there_is_none_it_says_why(cast, alice, pool, rules, said):
    make_lead().claim(by=cast.alice)
    if rules:
        make_lead()
    Pool.objects.update(**rules)
    response = best_next(alice, pool)
    [message] = response.context["messages"]
    assert said in str(message)
    assert Lead.objects.owned_by(cast.alice).count() == 1


@pytest.mark.parametrize(("person", "status"), [("dave", 404), ("pat", 404), ("auditor", 200)])
def test_the_best_next_lead_is_for_members(cast, as_, pool, person, status):
    make_lead()
    assert best_next(as_(getattr(cast, person)), pool).status_code == status
    assert Lead.objects.get().owner is None


def test_the_button_is_closed_and_says_why_when_the_day_is_over(cast, alice, pool):
    Pool.objects.update(claims_a_day=1)
    make_lead().claim(by=cast.alice)
    make_lead()
    said = pool_page(alice, pool).content.decode()
    assert re.search(r'<button class="button primary" disabled>', said)
    assert "You have claimed 1 of 1 leads today" in said
    assert offers(pool_page(alice, pool)) == {"Acme": []}


def test_who_administers_the_pool_has_no_gauges(cast, as_, pool):
    Pool.objects.update(claims_a_day=1, most_held=1)
    assert pool_page(as_(cast.carol), pool).context["quota"].gauges == []
