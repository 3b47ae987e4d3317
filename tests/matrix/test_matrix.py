"""Every address, every person, every state: who gets what (PRODUCT 4).

The table of addresses is walked; one without a row in `rows`, and a row without an address, fail.
"""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.transaction import atomic
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from hotcrm.records.verbs import verbs_for, verbs_of
from leads.models import Lead
from leads.views.actions import word_of
from pools.models import Pool
from tests.conftest import make_cast

from .rights import DOORS, outcome
from .row import LOGIN, VISITOR, Row
from .rows import ROWS
from .world import MISSING, PEOPLE, SEES, make_world

pytestmark = pytest.mark.django_db

PASSING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"|nonce-[\w=+/-]+|nonce="[^"]+"', re.ASCII
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once: whatever a request changes is taken back at once."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")), atomic():
        cast = make_cast()
        things = make_world(cast)
        clients = {person: signed_in(getattr(cast, person)) for person in PEOPLE} | {VISITOR: Client}
        yield SimpleNamespace(things=things, clients=clients, cast=cast)
        transaction.set_rollback(True)


def signed_in(person):
    """A maker of clients of this person's, none of which remembers what was answered to another. What stands before
    the pages remembers nothing, and is put together once."""
    first = Client()
    first.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def client():
        fresh = Client()
        fresh.handler = first.handler
        fresh.cookies[settings.SESSION_COOKIE_NAME] = first.cookies[settings.SESSION_COOKIE_NAME].value
        return fresh

    return client


def addresses(resolver=None, space=""):
    """(namespace:name, pattern) of everything that can be asked for."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner)


OURS = sorted({name for name, _ in addresses() if not name.startswith("admin:")})


def test_every_address_has_a_row_and_every_row_an_address():
    assert OURS == sorted(ROWS)


def test_every_verb_of_a_lead_has_its_line_in_the_table():
    assert {word_of(name) for name in verbs_of(Lead)} - {"edit"} == set(DOORS)


@pytest.mark.parametrize(
    ("name", "row"), [pytest.param(name, row, id=f"{name}-{row.args}") for name in ROWS for row in ROWS[name]]
)
def test_everybody_gets_what_the_table_says(world, name, row):
    found = {key: answer(world, name, row, *key) for key in questions(world, row)}
    wrong = {
        key: f"{outcome} instead of {row.expected(*key)}"
        for key, (outcome, _) in found.items()
        if outcome != row.expected(*key)
    }
    assert wrong == {}
    assert [key for key in found if tells_more_than_nothing(found, *key)] == []


def test_every_verb_is_open_to_whom_the_table_says(world):
    """All verbs, people and states at once, asked as the buttons of a page ask."""
    states = {pk: state for state, pk in world.things["lead"].items()}
    for person in PEOPLE:
        rows = list(Lead.objects.visible_to(getattr(world.cast, person)).filter(pk__in=states))
        assert {states[row.pk] for row in rows} == {state for state in states.values() if person in SEES[state]}
        found = {
            (states[pk], word_of(name)): refusal.status if refusal else 200
            for pk, refusals in verbs_for(rows, getattr(world.cast, person)).items()
            for name, refusal in refusals.items()
            if name != "edit"
        }
        assert found == {(state, verb): outcome(person, verb, state, 200) for state, verb in found}


def questions(world, row):
    """(method, person, state): all that may answer differently. Where a row leaves out what stands for nothing new,
    and on the second database, of what is out of sight one and what is not there, and what a POST is refused to one
    state is not asked for again by GET: each answer is held against the table on the first database, and who sees
    which state on both, by `test_every_verb_is_open_to_whom_the_table_says`."""
    are_few = bool(row.left_out) or connection.vendor == "postgresql"
    for method in ("get", "post"):
        for person in (*PEOPLE, VISITOR):
            states = [state for state in (world.things[row.kind] if row.kind else [""]) if state not in row.left_out]
            if person == VISITOR or not callable(getattr(row, method)):
                states = states[:1]
            elif are_few:
                states = seen_and_two(row, method, person, states)
            yield from ((method, person, state) for state in states if person not in row.left_out)


def seen_and_two(row, method, person, states):
    hidden = [state for state in states if row.expected(method, person, state) == 404]
    if method == "get":
        states = [state for state in states if row.expected(method, person, state) not in (403, 409)]
    return [state for state in states if state not in hidden[:-2]]


def answer(world, name, row: Row, method, person, state):
    """(outcome, body without what differs every time); whatever was changed is taken back."""
    key = world.things[row.kind][state] if row.kind else None
    args = row.args | ({row.named: key} if row.kind and row.named else {})
    url = reverse(name, kwargs=args) + row.query
    with transaction.atomic():
        client = world.clients[person]()
        kind = {"content_type": "application/json"} if row.is_json and method == "post" else {}
        response = getattr(client, method)(url, posted(world, row, person, key) if method == "post" else {}, **kind)
        body = response.getvalue() if response.streaming else response.content
        transaction.set_rollback(True)
    to_login = response.status_code == 302 and response["Location"].startswith(reverse("login"))
    return LOGIN if to_login else response.status_code, cleaned(body.decode(errors="replace"), url)


def posted(world, row, person, key):
    """The values of a row, with the people and places of this world for their names."""
    if row.is_json:
        return {name: {"me": person, "state": [key]}.get(value, value) for name, value in row.data.items()}
    cast = world.cast
    people = {name: getattr(cast, name).pk for name in ("carol", "bob")}
    people["me"] = getattr(cast, person).pk if person != VISITOR else 0
    pools = {"public": Pool.default().pk, "target": Pool.objects.get(slug="target").pk}
    words = {"to": people | pools, "assignee": people, "person": people, "pool": pools, "ids": {"state": key}}
    return {name: words.get(name, {}).get(value, value) for name, value in row.data.items()}


def cleaned(body, url):
    return PASSING.sub("", body).replace(url, "URL")


def tells_more_than_nothing(found, method, person, state):
    """Whether what a person may not see answers in another way than what does not exist."""
    outcome, body = found[method, person, state]
    return outcome == 404 and (method, person, "missing") in found and body != found[method, person, "missing"][1]


# The first two are our own pages; the last answers whatever is no address.
OPEN_IN_ADMIN = {"admin:login", "admin:logout", "admin:None"}
IN_ADMIN = sorted({name for name, _ in addresses() if name.startswith("admin:")} - OPEN_IN_ADMIN)


def test_the_admin_is_for_staff(world):
    """Whoever is no staff is led to its sign-in page, whatever they ask for."""
    urls = {reverse(name, kwargs=values_for(p)) for name, p in addresses() if name in IN_ADMIN}
    clients = {person: world.clients[person]() for person in ("alice", "dave", "pat", VISITOR)}
    found = {(url, person): client.get(url).status_code for url in urls for person, client in clients.items()}
    assert {key: status for key, status in found.items() if status != 302} == {}


@pytest.mark.parametrize("name", IN_ADMIN)
def test_no_page_of_the_admin_fails(world, name):
    for url in {reverse(found, kwargs=values_for(pattern)) for found, pattern in addresses() if found == name}:
        assert world.clients["admin"]().get(url).status_code < 500


def values_for(pattern):
    """An address that is well-formed, and names nothing that is there."""
    return {name: "people" if name == "app_label" else MISSING for name in pattern.pattern.regex.groupindex}
