"""Creating and claiming over HTTP: gunicorn with two workers, as many callers as people would be."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from hotcrm.people.models import User
from leads.models import Lead
from pools.models import Pool

from .callers import Caller, post_all
from .clock import cpu_of
from .databases import tidy_up

ADDRESS = ("127.0.0.1", int(os.environ.get("PORT", "8765")))
CALLERS = 8
CREATED, CLAIMED, FLOOR = 600, 1_000, 1_000


def measure() -> dict[str, str]:
    Pool.objects.update(claims_a_day=None)  # what is measured is how fast claims are, not how few are allowed
    people = list(User.objects.filter(username__startswith="rep").order_by("username")[:CALLERS])
    with served() as gunicorn:
        callers = [Caller(person, ADDRESS) for person in people]
        for caller in callers:
            caller.get("/leads/")  # templates and connections are warm from here on
        pks = list(Lead.objects.unclaimed().filter(pool__slug="public").values_list("pk", flat=True)[:CLAIMED])
        signed_in = rate(gunicorn, callers, [("/floor/", {})] * FLOOR)
        one_update = rate(gunicorn, callers, [(f"/floor/{pk}/", {}) for pk in pks])
        leads = Lead.objects.count()
        create = rate(gunicorn, callers, [("/leads/new/", _values(number)) for number in range(CREATED)])
        assert Lead.objects.count() == leads + CREATED, "not every lead was created"
        claim = rate(gunicorn, callers, [(f"/leads/{pk}/claim/", {}) for pk in pks])
        assert Lead.objects.filter(pk__in=pks, owner__in=people).count() == len(pks), "not every lead was claimed"
    return {
        "create over HTTP": f"{create}; {create.cpu / one_update.cpu:.1f} × the floor with one update",
        "claim over HTTP": f"{claim}; {claim.cpu / one_update.cpu:.1f} × the floor with one update",
        "floor: signed-in request": str(signed_in),
        "floor: with one update": str(one_update),
    }


@dataclass
class Rate:
    a_second: float
    spent: list[float]  # milliseconds of CPU a request: of the workers, of the database, of the callers

    @property
    def cpu(self) -> float:
        return sum(self.spent)

    def __str__(self):
        told = "{:.1f} ms of CPU in the workers, {:.1f} in the database, {:.1f} in the callers".format(*self.spent)
        return f"{self.a_second:,.0f} a second ({told})"


def rate(gunicorn, callers, posts) -> Rate:
    before = _cpu(gunicorn)
    seconds = post_all(callers, posts)
    spent = zip(_cpu(gunicorn), before, strict=True)
    return Rate(len(posts) / seconds, [1000 * (after - earlier) / len(posts) for after, earlier in spent])


def _cpu(gunicorn) -> tuple[float, float, float]:
    children = Path(f"/proc/{gunicorn.pid}/task/{gunicorn.pid}/children")
    workers = [int(pid) for pid in children.read_text().split()] if children.exists() else []
    return sum(map(cpu_of, workers)), sum(map(cpu_of, _sessions())), time.process_time()


def _sessions() -> list[int]:
    """The database's processes that work for the workers; SQLite has none."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def _values(number):
    return {
        "first_name": "Bench", "last_name": f"Mark {number}", "company": f"Measured {number} Ltd",
        "email": f"bench{number}@measured.example", "phone": f"+1 212 555 {number:04}", "rating": "0",
    }  # fmt: skip


@contextmanager
def served():
    """gunicorn with two workers, after the database has tidied up what the rates before this one left behind."""
    tidy_up()
    environment = {**os.environ, "WEB_PROCESSES": "2", "BIND": f"{ADDRESS[0]}:{ADDRESS[1]}"}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor_settings"
    command = [sys.executable, "-m", "gunicorn", "-c", "python:hotcrm.gunicorn", "hotcrm.wsgi"]
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            try:
                socket.create_connection(ADDRESS, timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
