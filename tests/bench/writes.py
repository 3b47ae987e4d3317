"""Creating and claiming over HTTP: gunicorn with two workers, as many callers as people would be."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from hotcrm.people.models import User
from leads.models import Lead

from .callers import Caller, post_all
from .clock import cpu_of

ADDRESS = ("127.0.0.1", int(os.environ.get("PORT", "8765")))
CALLERS = 8
CREATED, CLAIMED, FLOOR = 600, 1_000, 1_000


def measure() -> dict[str, str]:
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
        "create over HTTP": create,
        "claim over HTTP": claim,
        "floor: signed-in request": signed_in,
        "floor: with one update": one_update,
    }


def rate(gunicorn, callers, posts) -> str:
    """How many a second, and what one costs the workers, the database and the callers."""
    before = _cpu(gunicorn)
    seconds = post_all(callers, posts)
    spent = [1000 * (after - earlier) / len(posts) for after, earlier in zip(_cpu(gunicorn), before, strict=True)]
    told = "{:.1f} ms of CPU in the workers, {:.1f} in the database, {:.1f} in the callers".format(*spent)
    return f"{len(posts) / seconds:,.0f} a second ({told})"


def _cpu(gunicorn) -> tuple[float, float, float]:
    children = Path(f"/proc/{gunicorn.pid}/task/{gunicorn.pid}/children")
    workers = children.read_text().split() if children.exists() else ()
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
