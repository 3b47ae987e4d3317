from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from hotcrm.records.models import Lease


def test_a_lease_goes_to_the_first_who_asks(db):
    assert Lease.acquire("sweep", seconds=60) is not None
    assert Lease.acquire("sweep", seconds=60) is None


def test_leases_of_other_names_are_free(db):
    Lease.acquire("sweep", seconds=60)
    assert Lease.acquire("import", seconds=60) is not None


def test_a_lease_that_ran_out_goes_to_the_next(db):
    dead = Lease.acquire("sweep", seconds=-1)
    living = Lease.acquire("sweep", seconds=60)
    assert Lease.objects.get().holder == living.holder != dead.holder


def test_a_released_lease_is_free(db):
    Lease.acquire("sweep", seconds=60).release()
    assert Lease.acquire("sweep", seconds=60) is not None


def test_a_holder_that_lost_its_lease_can_neither_renew_nor_release_it(db):
    dead = Lease.acquire("sweep", seconds=-1)
    Lease.acquire("sweep", seconds=60)
    assert dead.renew(seconds=60) is False
    dead.release()
    assert Lease.acquire("sweep", seconds=60) is None


def test_a_renewed_lease_lasts(db):
    lease = Lease.acquire("sweep", seconds=-1)
    assert lease.renew(seconds=60) is True
    assert Lease.acquire("sweep", seconds=60) is None


def test_one_of_eight_simultaneous_askers_gets_it(transactional_db):
    assert winners(lambda: Lease.acquire("sweep", seconds=60)) == 1


def test_asking_first_and_taking_then_would_let_several_in(transactional_db):
    """The control: the same race without the conditional update."""
    Lease.objects.create(name="sweep")
    asked = Barrier(8)

    def look_then_take():
        is_free = Lease.objects.filter(name="sweep", holder="").exists()
        asked.wait(timeout=20)
        return Lease.objects.filter(name="sweep").update(holder="me") if is_free else None

    assert winners(look_then_take) == 8


def winners(ask) -> int:
    start = Barrier(8)

    def in_a_thread(_):
        start.wait(timeout=20)
        try:
            return bool(ask())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        return sum(threads.map(in_a_thread, range(8)))


@pytest.mark.parametrize("asks", [1, 5])
def test_asking_costs_three_queries_at_most(db, asks, django_assert_max_num_queries):
    with django_assert_max_num_queries(3 * asks):
        for _ in range(asks):
            Lease.acquire("sweep", seconds=60)
