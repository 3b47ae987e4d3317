"""What one may not see answers whatever is asked of it as what does not exist: every address, every other method,
every header. GET and POST are held against each other in `test_matrix`, for every state."""

import pytest
from django.db import transaction
from django.urls import reverse

from .rows import ROWS
from .test_matrix import cleaned, world  # noqa: F401

pytestmark = pytest.mark.django_db
METHODS = ("head", "options", "put", "patch", "delete")
NAMED = [(name, row) for name, rows in ROWS.items() for row in rows if row.kind and row.named]
FIRST = {(name, str(row.args)): (name, row) for name, row in reversed(NAMED)}


@pytest.mark.parametrize(("name", "row"), [pytest.param(*one, id=f"{one[0]}-{one[1].args}") for one in FIRST.values()])
def test_it_answers_like_nothing(world, name, row):  # noqa: F811
    person, state = somebody_who_does_not_see(world, row)
    if state is None:
        return
    told_more = {method for method in ("get", "post") if row.expected(method, person, state) != 404}  # of a claim
    for method in (*METHODS, "get", "post"):  # in the same order each time
        if method in told_more:
            continue
        assert answer(world, name, row, method, person, state) == answer(world, name, row, method, person, "missing")


def somebody_who_does_not_see(world, row):  # noqa: F811
    """(person, state) for which the table says 404."""
    for method in ("get", "post"):
        for person in ("mallory", "pat", "bob"):
            for state in world.things[row.kind]:
                if state != "missing" and row.expected(method, person, state) == 404:
                    return person, state
    return None, None


def answer(world, name, row, method, person, state):  # noqa: F811
    """(status, headers, body), without what differs every time."""
    url = reverse(name, kwargs=row.args | {row.named: world.things[row.kind][state]}) + row.query
    kind = {"content_type": "application/json"} if row.is_json and method != "head" else {}
    with transaction.atomic():
        found = getattr(world.clients[person](), method)(url, **kind)
        body = found.getvalue() if found.streaming else found.content
        transaction.set_rollback(True)
    headers = {name: cleaned(value, url) for name, value in found.headers.items() if name != "Content-Length"}
    return found.status_code, headers, cleaned(body.decode(errors="replace"), url)
