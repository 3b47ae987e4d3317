"""No page of a pool reads the whole table, whoever asks, in whatever order: measured by the databases themselves."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from hotcrm.pages.listing import Listing
from hotcrm.people.models import User
from leads.models import Lead, Status
from pools.models import Pool
from pools.views.health import PoolHealth
from pools.views.listing import PoolLeads
from tests.factories import PoolFactory
from tests.leads.test_plans import MOST_ROWS, MOST_STEPS, _double, work_on_postgresql, work_on_sqlite

DOUBLED = 4  # times: forty thousand leads
VIEWS = {
    "waiting": ["score", "-score", "created_at", "pooled_at", "-pooled_at"],
    "owned": ["-score", "assigned_at", "-assigned_at", "reclaim_on", "-created_at"],
    "unrouted": [""],
}


@pytest.fixture
def big_pool(cast, pool):
    """Half of the leads wait, half are owned; in a second pool there are five that are the oldest of all."""
    sparse = PoolFactory(name="Sparse", slug="sparse")
    sparse.administrators.add(cast.carol)
    Lead.objects.bulk_create((_lead(n, cast, pool) for n in range(2_500)), batch_size=250)
    for _ in range(DOUBLED):
        _double()
    Lead.objects.bulk_create(_lead(n - 100, cast, sparse) for n in range(5))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return pool


def _lead(n, cast, pool):
    owner = (None, cast.alice, None, cast.bob)[n % 4]
    now = timezone.now()
    return Lead(
        company=f"Acme {n}",
        owner=owner,
        pool=pool,
        status=Status.WORKING if owner else Status.NEW,
        score=n * 37 % 101,
        created_at=now - timedelta(hours=2_500 - n),
        pooled_at=now - timedelta(hours=n * 7 % 2_500),
        assigned_at=now - timedelta(hours=n * 11 % 2_500) if owner else None,
        released_at=now - timedelta(days=5) if n % 10 == 0 else None,
        reclaim_on=timezone.localdate() + timedelta(days=n % 50) if owner and n % 3 else None,
        is_unrouted=owner is None and n % 100 == 0,
    )


@pytest.fixture
def work():
    on_postgresql = connection.vendor == "postgresql"
    return (work_on_postgresql, MOST_ROWS) if on_postgresql else (work_on_sqlite, MOST_STEPS)


def listing_of(name, slug, query):
    user = User.objects.get(username=name)
    return Listing(PoolLeads.for_person(user, slug), user, QueryDict(query))


def test_no_page_of_a_pool_reads_the_whole_table(cast, big_pool, work):
    measure, most = work
    middle = Lead.objects.filter(owner__isnull=False).order_by("pk")[10_625]
    too_much = []
    for slug in ("public", "sparse"):
        for person, names in (("alice", ["waiting"]), ("carol", VIEWS), ("admin", VIEWS)):
            if (person, slug) == ("alice", "sparse"):
                continue
            for view, sort in ((name, sort) for name in names for sort in VIEWS[name]):
                one = listing_of(person, slug, f"view={view}&sort={sort}")
                one.selection.first(1)
                place = one.state.order.place_of(middle, 1)
                for read in (partial(one.selection.first, 51), partial(one.selection.after, place, 51)):
                    if (done := measure(read)) > most:
                        too_much.append((person, slug, view, sort, read.func.__name__, done))
    assert too_much == [], too_much


def test_the_best_next_lead_is_found_without_reading_the_pool(cast, big_pool, work):
    measure, most = work
    Pool.objects.update(fresh_for_days=1, last_owner_waits_days=9, claims_a_day=9)
    alice = User.objects.get(pk=cast.alice.pk)
    assert measure(lambda: Lead.objects.claim_best(pool=Pool.objects.get(pk=big_pool.pk), by=alice)) < most


def test_the_health_of_a_pool_reads_no_more_than_it_counts(cast, big_pool, work):
    """What it counts is capped, and read from indexes: of forty thousand rows each once or twice, never by table."""
    measure, _most = work
    health = PoolHealth(big_pool, cast.carol)
    for figure, most in (("oldest", 100), ("reasons", 6_000), ("unrouted", 2_000), ("tonight", 2_000)):
        steps = most if connection.vendor == "postgresql" else most * 40
        assert (figure, measure(partial(getattr, health, figure))) < (figure, steps)
