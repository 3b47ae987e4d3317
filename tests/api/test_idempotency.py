"""What is asked twice is done once: again, at once, and broken off in the middle."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from hotcrm.activities.models import Activity, Task
from hotcrm.api.models import IdempotencyKey
from hotcrm.api.tasks import forget_idempotency_keys
from hotcrm.people.models import ApiToken
from hotcrm.records.models import Event
from hotcrm.sales.models import Account, Contact, Opportunity
from leads.models import Lead, Status
from tests.conftest import make_cast
from tests.factories import make_lead
from tests.worker import database_url

from .programs import LEADS, bearing, post, program

KEY = "Idempotency-Key"
DOE = {"last_name": "Doe", "company": "Acme"}
RUNNERS = 6


def create(client, data=DOE, key="k1", url=LEADS):
    return post(client, url, data, **{KEY: key})


# Again


def test_the_same_key_and_body_get_the_first_answer_again(cast):
    alice = program(cast.alice)
    first, second = create(alice), create(alice)
    assert (first.status_code, second.status_code, second.content == first.content) == (201, 201, True)
    assert [response.get("Idempotent-Replay") for response in (first, second)] == [None, "true"]
    assert [second[name] for name in ("ETag", "Location")] == [first[name] for name in ("ETag", "Location")]
    assert Lead.objects.count() == 1


def test_without_a_key_everything_is_done_as_often_as_it_is_asked(cast):
    """The control of all that follows."""
    alice = program(cast.alice)
    assert [post(alice, LEADS, DOE).status_code for _ in range(2)] == [201, 201]
    assert (Lead.objects.count(), IdempotencyKey.objects.count()) == (2, 0)


def test_the_order_of_the_fields_does_not_matter(cast):
    alice = program(cast.alice)
    create(alice, '{"last_name": "Doe", "company": "Acme"}')
    assert create(alice, '{ "company":"Acme","last_name":"Doe"}')["Idempotent-Replay"] == "true"


def test_a_key_used_for_something_else_is_refused(cast):
    alice = program(cast.alice)
    create(alice)
    response = create(alice, {**DOE, "company": "Other"})
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert Lead.objects.count() == 1


def test_a_key_belongs_to_a_person_and_an_address(cast):
    assert create(program(cast.alice)).status_code == create(program(cast.bob)).status_code == 201
    account = create(program(cast.alice), {"name": "Acme"}, url="/api/v1/accounts/")
    assert (account.status_code, "Idempotent-Replay" in account) == (201, False)


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a b", "ключ".encode().decode("latin-1")])
def test_what_is_no_key_is_refused(cast, key):
    response = create(program(cast.alice), key=key)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_idempotency_key")
    assert Lead.objects.count() == 0


def test_a_refused_request_leaves_no_key_and_may_be_mended(cast):
    alice = program(cast.alice)
    assert create(alice, {**DOE, "email": "nonsense"}).status_code == 400
    assert IdempotencyKey.objects.count() == 0
    assert create(alice).status_code == 201


@pytest.mark.parametrize(
    ("url", "data", "model"),
    [
        ("/api/v1/leads/", DOE, Lead),
        ("/api/v1/accounts/", {"name": "Acme"}, Account),
        ("/api/v1/contacts/", {"last_name": "Doe"}, Contact),
        ("/api/v1/opportunities/", {"name": "Deal", "account": "account"}, Opportunity),
        ("/api/v1/activities/", {"kind": "call", "body": "Spoke", "about": "lead"}, Activity),
        ("/api/v1/tasks/", {"title": "Call back", "about": "lead"}, Task),
    ],
)
def test_everything_that_is_made_is_made_once(cast, url, data, model):
    account, lead = Account.add({"name": "Known"}, by=cast.alice), make_lead(owner=cast.alice)
    known = {"account": account.pk, "lead": f"lead:{lead.pk}"}
    data = {name: known.get(value, value) for name, value in data.items()}
    before, alice = model.objects.count(), program(cast.alice)
    answers = [create(alice, data, url=url) for _ in range(3)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(201, answers[0].content)] * 3
    assert model.objects.count() == before + 1


def test_a_conversion_is_answered_alike(cast):
    lead = make_lead(owner=cast.alice)
    alice, url = program(cast.alice), f"{LEADS}{lead.pk}/convert/"
    answers = [create(alice, {}, url=url) for _ in range(3)]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (answers[0].status_code, answers[0].content)
    }
    assert (answers[2]["Idempotent-Replay"], Account.objects.count()) == ("true", 1)


def test_a_verb_refused_inside_poisons_nothing(cast):
    """The verb opens a transaction of its own within that of the key; its refusal takes back both."""
    lead, alice = make_lead(owner=cast.alice, status=Status.QUALIFIED), program(cast.alice)
    lead.convert(by=cast.alice)
    lead.refresh_from_db()
    discarded = make_lead()
    discarded.discard(by=None)
    response = create(program(cast.admin), {}, url=f"{LEADS}{discarded.pk}/convert/")
    assert (response.status_code, IdempotencyKey.objects.count()) == (409, 0)
    assert create(alice).status_code == 201


# Kept for a day


def test_a_key_is_forgotten_after_a_day_and_only_then(cast):
    alice = program(cast.alice)
    create(alice), create(alice, key="k2")
    age(hours=23, key="k1"), age(hours=25, key="k2")
    for _ in range(3):
        forget_idempotency_keys.delay()
        assert [row.key for row in IdempotencyKey.objects.all()] == ["k1"]
    assert "Idempotent-Replay" in create(alice)
    assert "Idempotent-Replay" not in create(alice, key="k2")


def age(*, hours, key):
    IdempotencyKey.objects.filter(key=key).update(created_at=timezone.now() - timedelta(hours=hours))


# At once


@pytest.fixture
def secret(transactional_db):
    return ApiToken.issue(make_cast().alice, name="test")[1]


def race(ask):
    gate = Barrier(RUNNERS)

    def run(n):
        try:
            gate.wait(timeout=10)
            return ask(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(RUNNERS) as pool:
        return list(pool.map(run, range(RUNNERS)))


def test_of_many_at_once_with_one_key_one_is_done(secret):
    answers = race(lambda n: create(bearing(secret)))
    made = Lead.objects.get()
    assert Event.objects.about(made).count() == 1
    done = [answer for answer in answers if answer.status_code == 201]
    assert {answer.json()["id"] for answer in done} == {made.pk}
    assert [answer.get("Idempotent-Replay") for answer in done].count(None) == 1
    assert {answer.json()["code"] for answer in answers if answer not in done} <= {"in_progress"}


def test_control_many_at_once_without_a_key_are_all_done(secret):
    answers = race(lambda n: post(bearing(secret), LEADS, DOE))
    assert ({answer.status_code for answer in answers}, Lead.objects.count()) == ({201}, RUNNERS)


def test_control_who_looks_for_a_key_and_then_works_does_it_twice(secret):
    seen = Barrier(RUNNERS)

    def look_then_work(n):
        is_there = IdempotencyKey.objects.filter(key="k1").exists()
        seen.wait(timeout=10)
        return None if is_there else post(bearing(secret), LEADS, DOE).status_code

    race(look_then_work)
    assert Lead.objects.count() > 1


def test_who_waits_longer_than_a_lock_may_is_told_that_it_is_in_progress(secret):
    """Somebody holds the key of an open transaction; the second gives up, and afterwards gets what was done."""
    script = START + "once('k1', request, slow); print('done', flush=True)"
    with begun(script, secret) as first:
        assert first.stdout.readline() == "working\n"
        late = create(bearing(secret)) if connection.vendor == "postgresql" else None
        first.communicate("\n", timeout=60)
    assert late is None or (late.status_code, late.json()["code"]) == (409, "in_progress")
    after = create(bearing(secret))
    assert (after.status_code, after["Idempotent-Replay"], Lead.objects.count()) == (201, "true", 1)


# Broken off in the middle


def test_killed_in_the_middle_nothing_is_left_and_a_retry_does_it_once(secret):
    with begun(START + "once('k1', request, slow)", secret) as first:
        assert first.stdout.readline() == "working\n"
        first.kill()
        first.wait()
    assert (Lead.objects.count(), IdempotencyKey.objects.count()) == (0, 0)
    answers = [create(bearing(secret)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert ("Idempotent-Replay" in answers[0], Lead.objects.count()) == (False, 1)


# Another process does what the view does, and stops between the work and the end of the transaction.
START = """
import django; django.setup()
import os, sys
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView
from hotcrm.api.idempotency import once
from hotcrm.people.models import ApiToken
from leads.models import Lead

person = ApiToken.of(sys.argv[1]).user
request = APIRequestFactory().post("/api/v1/leads/", {"last_name": "Doe", "company": "Acme"}, format="json")
force_authenticate(request, person)
request = APIView().initialize_request(request)
request.user = person

def slow():
    lead = Lead.objects.capture([{"last_name": "Doe", "company": "Acme"}], by=person, owner=person)[0]
    print("working", flush=True)
    sys.stdin.readline()
    return Response({"id": lead.pk}, 201)

"""


def begun(script, secret):
    return subprocess.Popen(
        [sys.executable, "-c", script, secret],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "hotcrm.settings", "DATABASE_URL": database_url()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
