import pytest

from hotcrm.records.models import Lease
from hotcrm.records.sweeping import sweep

turns = []


@sweep(seconds=60)
def count_a_turn():
    turns.append(Lease.acquire(count_a_turn.name, seconds=60))


@sweep(seconds=60)
def stumble():
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def no_turns_yet(db):
    turns.clear()


def test_a_sweep_runs_while_nobody_else_can():
    count_a_turn.delay()
    assert turns == [None]


def test_a_sweep_steps_back_while_it_runs_elsewhere():
    Lease.acquire(count_a_turn.name, seconds=60)
    count_a_turn.delay()
    assert turns == []


def test_a_sweep_runs_again_after_its_last_turn():
    count_a_turn.delay()
    count_a_turn.delay()
    assert turns == [None, None]


def test_a_sweep_that_failed_does_not_block_the_next():
    with pytest.raises(ZeroDivisionError):
        stumble.delay()
    assert Lease.acquire(stumble.name, seconds=60) is not None
