"""An auditor reads everything and changes nothing but what is their own: settings, views, tokens."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .rows import ROWS
from .test_matrix import answer, world  # noqa: F401

pytestmark = pytest.mark.django_db
# Their settings and session; what is told of them, and to them; saved views; tokens; a run that was refused line by
# line; what a program repeats.
OWN = {
    "people_user",
    "people_apitoken",
    "people_signedin",
    "django_session",
    "audit_auditentry",
    "axes_accesslog",
    "records_notice",
    "records_noticeswitch",
    "pages_savedview",
    "pages_defaultview",
    "pages_run",
    "pages_runitem",
    "api_idempotencykey",
}
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
POSTED = [(name, row) for name in ROWS for row in ROWS[name] if row.post != 405]


def written(asked) -> set[str]:
    return {found[1] for query in asked if (found := WRITES.match(query["sql"]))}


@pytest.mark.parametrize(("name", "row"), [pytest.param(*pair, id=f"{pair[0]}-{pair[1].args}") for pair in POSTED])
def test_nothing_an_auditor_sends_changes_anything_of_the_house(world, name, row):  # noqa: F811
    for state in world.things[row.kind] if row.kind else [""]:
        with CaptureQueriesContext(connection) as asked:
            answer(world, name, row, "post", "auditor", state)
        assert (state, written(asked) - OWN) == (state, set())


def test_the_same_question_catches_somebody_who_does_change_things(world):  # noqa: F811
    [row] = [row for row in ROWS["lead_verb"] if row.args.get("verb") == "log"]
    with CaptureQueriesContext(connection) as asked:
        answer(world, "lead_verb", row, "post", "alice", "alices")
    assert {"leads_lead", "activities_activity", "records_event"} <= written(asked) - OWN
