"""Whole responses, in this process: what the product does between a request's arrival and its last byte."""

import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotcrm.people.models import User
from leads.models import Lead
from leads.shipped_views import NEWEST

from .people import FIRST_PAGES, FLOOR, LOOKING_CLOSER, ONLY_ALL, PEOPLE

WARM_UP, ROUNDS = 2, 15


@dataclass
class Timing:
    request: str
    person: str
    milliseconds: float  # the median
    quickest: float
    queries: int


def measure() -> list[Timing]:
    """Each request by each person, round after round, so that a busy minute spoils no single figure."""
    asked = [Asked(name, username, url) for username in PEOPLE for name, url in requests_of(username).items()]
    for number in range(WARM_UP + ROUNDS):
        for one in asked:
            one.ask(counted=number >= WARM_UP)
    return [one.timing() for one in asked]


class Asked:
    clients: dict[str, Client] = {}

    def __init__(self, name, username, url):
        self.name, self.username, self.url, self.seconds = name, username, url, []
        if username not in self.clients:
            self.clients[username] = Client(headers={"host": "127.0.0.1"})
            self.clients[username].force_login(
                User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
            )

    def ask(self, *, counted):
        began = time.perf_counter()
        response = self.clients[self.username].get(self.url)
        assert response.status_code == 200, f"{self.url} as {self.username}: {response.status_code}"
        assert response.content
        if counted:
            self.seconds.append(time.perf_counter() - began)

    def timing(self) -> Timing:
        with CaptureQueriesContext(connection) as queries:
            self.ask(counted=False)
        return Timing(self.name, self.username, 1000 * median(self.seconds), 1000 * min(self.seconds), len(queries))


def requests_of(username) -> dict[str, str]:
    person = User.objects.get(username=username)
    lists = {name: {"view": view} for name, view in FIRST_PAGES.items()}
    if username in ONLY_ALL:
        lists = {"all": {"view": "all"}}
    if username in LOOKING_CLOSER:
        lists |= {
            "high score": {"view": "high-score"},
            "by source": {"view": "by-source"},
            "filtered: working": {"status": "working"},
            "filtered: working, finance, 3 stars": {"status": "working", "industry": "finance", "rating": "3"},
            "search: smith (common)": {"q": "smith"},
            "search: 云帆 (common)": {"q": "云帆"},
            "search: 欧阳 (rarer)": {"q": "欧阳"},
            "search: one e-mail (rare)": {"q": rare_email()},
            "deep page": {"after": middle_of(person)},
            FLOOR: {"status": "converted", "created": "today"},
        }
    urls = {name: f"{reverse('lead_list')}?{urlencode(query)}" for name, query in lists.items()}
    urls["lead page"] = f"{lead_of(person).get_absolute_url()}?from=%2Fleads%2F"
    if username in LOOKING_CLOSER:
        urls["counts of the tabs"] = reverse("lead_counts")
    return urls


def rare_email() -> str:
    return Lead.objects.exclude(email="").order_by("pk").values_list("email", flat=True)[Lead.objects.count() // 3]


def middle_of(person):
    """The place in the middle of what somebody sees."""
    seen = Lead.objects.visible_to(person).order_by("-created_at", "-pk")
    return NEWEST.place_of(seen[seen.count() // 2], seen.count() // 2)


def lead_of(person) -> Lead:
    """One of theirs, else one they see."""
    seen = Lead.objects.visible_to(person)
    return seen.filter(owner=person).order_by("pk").first() or seen.order_by("pk").first()
