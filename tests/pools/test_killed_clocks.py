"""A real process, killed without a word in the middle of each of its chores, and started again."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from hotcrm.records.models import Event, Notice
from leads.models import Lead
from pools.models import ClockRun, RecycleRun
from tests.conftest import make_cast
from tests.worker import database_url

from .clockwork import set_rules

MANY = 1_500  # three chunks on PostgreSQL
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


class Chore:
    """A command in a process of its own."""

    def __init__(self, name):
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "hotcrm.settings", "DATABASE_URL": database_url()}
        self.process = subprocess.Popen(
            [sys.executable, str(MANAGE), name], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def kill_when(self, is_half_done, *, seconds=60):
        deadline = time.monotonic() + seconds
        while not is_half_done():
            assert self.process.poll() is None, self.process.communicate()[1].decode()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        self.process.kill()
        self.process.communicate()

    def finish(self):
        assert self.process.wait(timeout=120) == 0, self.process.communicate()[1].decode()
        self.process.communicate()


def count(model, **values) -> int:
    connection.close()  # a fresh look, also where reads see the past
    return model.objects.filter(**values).count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_was_killed_goes_on_and_does_nothing_twice():
    cast, at = make_cast(), timezone.now() - timedelta(days=40)
    [pool] = cast.carol.pools_administered.all()
    for begin in range(0, MANY, 500):
        rows = [{"company": f"Company {begin + n}"} for n in range(500)]
        Lead.objects.capture(rows, by=None, owner=cast.alice, pool=pool, at=at)
    set_rules(pool, no_follow_up_hours=1, recycle_brake_percent=None, recycle=[{"held_days": 30}])

    # Setting the clocks, then taking leads back.
    Chore("recycle").kill_when(lambda: 0 < count(Lead, reclaim_on__isnull=False) < MANY)
    assert (count(ClockRun, finished_at__isnull=True), count(RecycleRun)) == (1, 0)
    Chore("flag_overdue").kill_when(lambda: count(Lead, is_overdue=True) > 0)
    Chore("recycle").kill_when(lambda: 0 < count(Lead, owner__isnull=True) < MANY)
    Chore("recycle").finish()
    for command in ("recycle", "flag_overdue"):
        Chore(command).finish()

    run, reclaims = RecycleRun.objects.get(), Event.objects.filter(verb="reclaim")
    assert (run.taken, run.due, run.finished_at is not None) == (MANY, MANY, True)
    assert (reclaims.count(), reclaims.values("object_id").distinct().count()) == (MANY, MANY)
    assert (count(Lead, owner__isnull=True, status="new"), count(Lead, is_overdue=True)) == (MANY, 0)
    assert Notice.objects.get(kind="recycled").count == MANY
    overdue = Notice.objects.filter(kind="overdue", recipient=cast.alice).values_list("count", flat=True)
    assert 0 < sum(overdue) <= MANY
