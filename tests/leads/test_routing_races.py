"""Many leads come in at once, each on a connection of its own: everybody gets as many as the others, or one more."""

from collections import Counter, defaultdict

import pytest
from django.db import transaction

from leads.models import Lead
from leads.models.rota import Held, Rota
from pools.models import Pool, PoolMember, Routing
from tests.factories import PoolFactory, UserFactory

from .test_races import race
from .test_routing import HOT

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE, ROUNDS, MEMBERS = 8, 4, 5


@pytest.fixture
def members(transactional_db):
    return [UserFactory(username=f"member{n}") for n in range(MEMBERS)]


def make_pool(members, **values):
    pool = PoolFactory(routing_bar=60, **values)
    PoolMember.objects.bulk_create(PoolMember(pool=pool, user=person) for person in members)
    return pool


def capture(pool):
    for _ in range(ROUNDS):
        Lead.objects.capture([HOT], by=None, pool=Pool.objects.get(pk=pool.pk))


def shares(pool):
    return Counter(Lead.objects.filter(pool=pool).values_list("owner__username", flat=True))


@pytest.mark.parametrize("routing", [Routing.ROUND_ROBIN, Routing.LEAST_LOADED])
def test_of_leads_that_come_in_at_once_everybody_gets_the_same_number_or_one_more(members, routing):
    pool = make_pool(members, routing=routing)
    race(lambda _: capture(pool), range(AT_ONCE))
    got = shares(pool)
    assert (sum(got.values()), sorted(got.values())) == (32, [6, 6, 6, 7, 7])


def test_control_a_pointer_that_is_read_before_the_others_have_written_it_is_not_fair(members):
    pool = make_pool(members, routing=Routing.ROUND_ROBIN)

    def without_lock(_):
        for _ in range(ROUNDS):
            turn = Rota(Pool.objects.get(pk=pool.pk), members, defaultdict(Held)).next()
            with transaction.atomic():
                lead = Lead.objects.capture([HOT], by=None, owner=turn.person, pool=pool)[0]
                Pool.objects.filter(pk=pool.pk).update(last_routed=lead.owner)

    race(without_lock, range(AT_ONCE))
    assert sorted(shares(pool).values()) != [6, 6, 6, 7, 7]


def test_nobody_gets_more_than_they_may_hold_from_two_pools_at_once(members):
    for person in members:
        person.holding_limit = 3
        person.save()
    pools = [make_pool(members, routing=Routing.ROUND_ROBIN) for _ in range(2)]
    race(lambda number: capture(pools[number % 2]), range(AT_ONCE))
    held = Counter(Lead.objects.filter(owner__isnull=False).values_list("owner", flat=True))
    assert (set(held.values()), len(held), Lead.objects.unrouted().count()) == ({3}, MEMBERS, 32 - 15)


def test_a_chunk_for_two_pools_and_single_leads_do_not_lock_each_other_out(members):
    pools = [make_pool(members, routing=Routing.ROUND_ROBIN) for _ in range(2)]

    def both(number):
        if number % 2:
            return capture(pools[0])
        fresh = [Pool.objects.get(pk=pool.pk) for pool in reversed(pools)]
        for _ in range(ROUNDS):
            Lead.objects.capture([{**HOT, "pool": pool} for pool in fresh], by=None)
        return None

    race(both, range(AT_ONCE))
    assert (Lead.objects.count(), Lead.objects.filter(owner=None).count()) == (48, 0)
    for pool in pools:
        got = shares(pool).values()
        assert max(got) - min(got) <= 1
