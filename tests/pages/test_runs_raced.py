"""Two workers on one run at the same moment."""

import threading

import pytest
from django.db import connection

from hotcrm.pages.models import Run, RunStatus
from hotcrm.pages.runs import execution, starting
from hotcrm.pages.runs.starting import start
from hotcrm.records.models import Event
from leads.models import Lead
from tests.conftest import make_cast

WORKERS = 4


def at_once(work):
    """Do it in several threads that begin together."""
    gate = threading.Barrier(WORKERS)

    def turn():
        gate.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=turn) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def run(transactional_db, monkeypatch):
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    monkeypatch.setattr(starting, "nudge", lambda pk: None)
    monkeypatch.setattr(execution, "chunk_size", lambda: 5)
    cast = make_cast()
    Lead.objects.capture([{"company": f"Company {n}"} for n in range(40)], by=None)
    return start(Lead.claim, by=cast.alice, rows=Lead.objects.visible_to(cast.alice))


def test_one_of_several_workers_has_a_run(run):
    taken = []
    at_once(lambda: taken.append(Run.objects.get(pk=run.pk).take(seconds=60)))
    assert sorted(taken) == [False] * (WORKERS - 1) + [True]


def test_a_look_before_the_leap_would_let_several_in(run):
    """The control: who only looks whether a run is free finds that it is."""
    free, seen = threading.Barrier(WORKERS), []

    def look_then_take():
        is_free = Run.objects.filter(pk=run.pk).left_alone().exists()
        free.wait()
        seen.append(is_free)

    at_once(look_then_take)
    assert seen == [True] * WORKERS


def test_several_workers_do_a_run_once(run):
    at_once(lambda: execution.carry_out(run.pk))
    run.refresh_from_db()
    assert (run.status, run.done, run.refused) == (RunStatus.FINISHED, 40, 0)
    assert Event.objects.filter(verb="claim").count() == 40
