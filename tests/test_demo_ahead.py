"""The demo's crowd is told by a process of its own."""

import multiprocessing
import os

import pytest

from hotcrm.demo.ahead import PIECE, made_ahead


def test_what_is_made_ahead_comes_in_its_order_and_whole():
    assert list(made_ahead(str(number) for number in range(3 * PIECE + 7))) == [str(n) for n in range(3 * PIECE + 7)]


def test_it_is_made_in_another_process():
    assert set(made_ahead(os.getpid() for _ in range(3))).isdisjoint({os.getpid()})


def test_what_fails_there_is_raised_here():
    def things():
        yield from range(PIECE)
        raise LookupError("no such thing")

    made = made_ahead(things())
    assert [next(made) for _ in range(PIECE)] == list(range(PIECE))
    with pytest.raises(LookupError, match="no such thing"):
        next(made)


def test_a_maker_that_dies_does_not_keep_anybody_waiting():
    with pytest.raises(EOFError):
        list(made_ahead(os._exit(1) for _ in range(3)))


def test_nothing_is_left_behind_when_nobody_listens_any_more():
    made = made_ahead(iter(int, 1))  # without end
    next(made)
    made.close()
    assert multiprocessing.active_children() == []
