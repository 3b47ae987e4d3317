"""Creating and claiming over HTTP: gunicorn with two workers, as many callers as people would be."""

import http.client
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from hotcrm.people.models import User
from leads.models import Lead

PORT = 8765
CALLERS = 8
CREATED, CLAIMED = 600, 1_000
TOKEN = "a" * 32


def measure() -> dict[str, str]:
    people = list(User.objects.filter(username__startswith="rep").order_by("username")[:CALLERS])
    with served():
        callers = [Caller(person) for person in people]
        for caller in callers:
            caller.get("/leads/")  # templates and connections are warm from here on
        leads = Lead.objects.count()
        create = _rate(callers, [("/leads/new/", _values(number)) for number in range(CREATED)])
        assert Lead.objects.count() == leads + CREATED, "not every lead was created"
        pks = list(Lead.objects.unclaimed().filter(pool__slug="public").values_list("pk", flat=True)[:CLAIMED])
        claim = _rate(callers, [(f"/leads/{pk}/claim/", {}) for pk in pks])
        assert Lead.objects.filter(pk__in=pks, owner__in=people).count() == len(pks), "not every lead was claimed"
    who = f"{CALLERS} callers, two workers"
    return {"create over HTTP": f"{create:,.0f} a second ({who})", "claim over HTTP": f"{claim:,.0f} a second ({who})"}


class Caller:
    """Somebody signed in, with a connection of their own."""

    def __init__(self, person):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        self.headers = {"Cookie": f"hotcrm_session={session.session_key}; hotcrm_csrf={TOKEN}"}
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)

    def get(self, path):
        self.connection.request("GET", path, headers=self.headers)
        self._answered(path, 200)

    def post(self, path, values):
        body = urlencode({**values, "csrfmiddlewaretoken": TOKEN})
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, body=body, headers=headers)
        self._answered(path, 302)

    def _answered(self, path, wanted):
        response = self.connection.getresponse()
        text = response.read()
        assert response.status == wanted, f"{path}: {response.status} {text[:300]!r}"


def _rate(callers, posts) -> float:
    def work(number):
        for path, values in posts[number::CALLERS]:
            callers[number].post(path, values)

    began = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(work, range(CALLERS)))
    return len(posts) / (time.perf_counter() - began)


def _values(number):
    return {
        "first_name": "Bench", "last_name": f"Mark {number}", "company": f"Measured {number} Ltd",
        "email": f"bench{number}@measured.example", "phone": f"+1 212 555 {number:04}", "rating": "0",
    }  # fmt: skip


@contextmanager
def served():
    environment = {**os.environ, "WEB_PROCESSES": "2", "BIND": f"127.0.0.1:{PORT}"}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:hotcrm.gunicorn", "hotcrm.wsgi"]
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=5).connect()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
