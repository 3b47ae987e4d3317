import pytest
from django.urls import reverse

from hotcrm.people.models import User
from leads.models import Lead
from pools.models import Pool, PoolType, ReturnReason
from tests.factories import PoolFactory, make_lead


def sign_in(client, person):
    client.force_login(person)
    return client


def pool_page(client, pool, **query):
    return client.get(reverse("pool_detail", args=[pool.slug]), query)


def names(response):
    return [row.lead.company for row in response.context["rows"]]


@pytest.fixture
def alice(cast, client):
    return sign_in(client, cast.alice)


@pytest.mark.parametrize(
    ("person", "pools"),
    [("alice", ["public"]), ("carol", ["public"]), ("mia", ["public", "inner"]), ("pat", []), ("dave", [])],
)
def test_who_sees_which_pools(cast, client, pool, person, pools):
    PoolFactory(name="Inner", slug="inner", type=PoolType.ADMIN_ONLY)
    sign_in(client, getattr(cast, person))
    assert [pool.slug for pool in client.get(reverse("pool_list")).context["pools"]] == pools
    statuses = {slug: client.get(reverse("pool_detail", args=[slug])).status_code for slug in ("public", "inner")}
    assert {slug for slug, status in statuses.items() if status == 200} == set(pools)
    assert set(statuses.values()) <= {200, 404}


def test_a_pool_that_is_not_there_is_not_found(alice):
    assert alice.get(reverse("pool_detail", args=["nowhere"])).status_code == 404


def test_the_list_counts_what_waits(cast, alice, pool):
    make_lead(), make_lead(), make_lead(owner=cast.bob, pool=pool)
    assert [pool.waiting for pool in alice.get(reverse("pool_list")).context["pools"]] == [2]


def test_only_what_waits_is_shown(cast, alice, pool):
    make_lead(company="Waiting")
    make_lead(company="Taken", owner=cast.alice, pool=pool)
    make_lead(company="Elsewhere", pool=PoolFactory())
    assert names(pool_page(alice, pool)) == ["Waiting"]


def test_the_best_stand_first_or_the_newest(alice, pool):
    for company, score in [("Old but good", 90), ("Newer", 20), ("Newest", 50)]:
        Lead.objects.filter(pk=make_lead(company=company).pk).update(score=score)
    assert names(pool_page(alice, pool)) == ["Old but good", "Newest", "Newer"]
    assert names(pool_page(alice, pool, sort="created")) == ["Newest", "Newer", "Old but good"]


def test_a_row_tells_who_had_it_and_why_it_came_back(cast, alice, pool):
    lead = make_lead()
    lead.claim(by=cast.bob)
    lead.return_to_pool(by=cast.bob, reason=ReturnReason.objects.get(code="no_intent"))
    row = pool_page(alice, pool).context["rows"][0]
    assert (row.lead.previous_owner, row.reason) == (cast.bob, "No intent now")


@pytest.mark.parametrize(
    ("person", "actions"),
    [("alice", ["claim"]), ("carol", ["claim", "assign"]), ("mia", []), ("admin", ["claim", "assign"])],
)
def test_a_row_offers_what_one_may_do(cast, client, pool, person, actions):
    make_lead()
    row = pool_page(sign_in(client, getattr(cast, person)), pool).context["rows"][0]
    assert [action.name for action in row.actions] == actions


def test_a_lead_is_claimed_from_its_row(cast, alice, pool):
    lead = make_lead()
    action = pool_page(alice, pool).context["rows"][0].actions[0]
    response = alice.post(action.url)
    assert (response.url, Lead.objects.get(pk=lead.pk).owner) == (reverse("pool_detail", args=["public"]), cast.alice)


def test_pages_follow_each_other_without_gap_or_repetition(alice, pool):
    for n in range(120):
        make_lead(company=f"Company {n}")
    seen, url = [], reverse("pool_detail", args=[pool.slug])
    while url:
        response = alice.get(url)
        seen += names(response)
        following = response.context["page"].next_url
        url = following and reverse("pool_detail", args=[pool.slug]) + following
    assert (len(seen), len(set(seen))) == (120, 120)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "0", "1e9", "²"])
def test_a_broken_place_is_the_first_page(alice, pool, after):
    make_lead(company="Waiting")
    assert names(pool_page(alice, pool, after=after)) == ["Waiting"]


@pytest.mark.parametrize("rows", [1, 50])
def test_a_page_costs_the_same_for_one_row_and_for_fifty(cast, alice, pool, rows, django_assert_max_num_queries):
    for n in range(rows):
        lead = make_lead(company=f"Company {n}")
        Lead.objects.filter(pk=lead.pk).update(previous_owner=cast.bob)
    pool_page(alice, pool)
    with django_assert_max_num_queries(16):
        pool_page(alice, pool)


def test_an_empty_pool_says_so(alice, pool):
    assert "Nothing waits here" in pool_page(alice, pool).content.decode()


def test_a_lead_is_made_straight_into_the_pool(cast, alice, pool):
    assert f"?pool={pool.slug}" in pool_page(alice, pool).content.decode()


def test_an_invisible_pool_is_its_administrators_alone(cast, client, pool):
    Pool.objects.filter(pk=pool.pk).update(type=PoolType.ADMIN_ONLY)
    make_lead()
    assert pool_page(sign_in(client, User.objects.get(username="alice")), pool).status_code == 404
    rows = pool_page(sign_in(client, cast.carol), pool).context["rows"]
    assert [action.name for action in rows[0].actions] == ["assign"]
