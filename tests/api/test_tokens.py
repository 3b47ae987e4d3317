"""Who a token lets in, and for how long."""

import datetime
import logging

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotcrm.people.models import ApiToken
from tests.factories import make_lead

from .programs import LEADS, bearing, program

WRONG = "hot_" + "x" * 43


@pytest.fixture
def token(cast):
    return ApiToken.issue(cast.alice, name="Nightly export")


@pytest.mark.parametrize("word", ["Bearer", "Token", "bearer", "TOKEN"])
def test_a_token_lets_its_person_in(token, word):
    assert bearing(token[1], word).get(LEADS).status_code == 200


def test_a_program_sees_what_its_person_sees(cast, token):
    mine, other = make_lead(owner=cast.alice), make_lead(owner=cast.mallory)
    alice = bearing(token[1])
    assert (alice.get(f"{LEADS}{mine.pk}/").status_code, alice.get(f"{LEADS}{other.pk}/").status_code) == (200, 404)


@pytest.mark.parametrize(
    "header",
    [
        f"Bearer {WRONG}",
        "Bearer",
        "Bearer  ",
        "Token \xff\xfe",
        "Bearer " + "x" * 5_000,
        "Bearer a b c",
        "Bearer {'a'}",
    ],
)
def test_a_wrong_token_is_answered_401_and_told_how_to_sign_in(db, client, header):
    response = client.get(LEADS, headers={"Authorization": header})
    assert (response.status_code, response.json()["code"]) == (401, "authentication_failed")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("header", ["", "Basic YWxpY2U6ZGVtbw==", "Digest x", WRONG])
def test_without_a_token_there_is_nobody(db, client, header):
    response = client.get(LEADS, headers={"Authorization": header})
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def revoke(token, cast):
    token.revoke()


def leave(token, cast):
    cast.alice.is_active = False
    cast.alice.save()


def expire(token, cast):
    ApiToken.objects.update(expires_on=timezone.localdate() - datetime.timedelta(days=2))


@pytest.mark.parametrize("end", [revoke, leave, expire])
def test_a_token_that_ended_is_refused_at_the_next_request(cast, token, end):
    alice = bearing(token[1])
    assert alice.get(LEADS).status_code == 200
    end(token[0], cast)
    assert alice.get(LEADS).status_code == 401


def test_rights_that_were_taken_are_gone_at_the_next_request(cast):
    lead = make_lead(owner=cast.mallory)
    auditor = program(cast.auditor)
    assert auditor.get(f"{LEADS}{lead.pk}/").status_code == 200
    cast.auditor.groups.set([Group.objects.get(name="sales_rep")])
    assert auditor.get(f"{LEADS}{lead.pk}/").status_code == 404


def test_a_token_needs_no_csrf_token_and_a_session_does(cast, token):
    alice = bearing(token[1])
    alice.handler.enforce_csrf_checks = True
    assert alice.post(LEADS, {"last_name": "Doe"}, content_type="application/json").status_code == 201
    alice.defaults.clear()
    alice.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert alice.get(LEADS).status_code == 200
    assert alice.post(LEADS, {"last_name": "Doe"}, content_type="application/json").status_code == 403


def test_a_token_costs_one_query_and_one_more_a_minute(token):
    alice = bearing(token[1])
    with CaptureQueriesContext(
        connection,
    ) as first:
        alice.get(LEADS)
    with CaptureQueriesContext(connection) as second:
        alice.get(LEADS)
    about = [[q["sql"] for q in queries if "people_apitoken" in q["sql"]] for queries in (first, second)]
    assert [len(found) for found in about] == [2, 1]
    assert [q for q in about[1] if "people_user" not in q] == []


def test_the_last_use_is_noted_once_a_minute(token, time_machine):
    alice, found = bearing(token[1]), []
    for moment in ("12:00:00", "12:00:59", "12:01:01"):
        time_machine.move_to(f"2030-01-02T{moment}Z", tick=False)
        alice.get(LEADS)
        found.append(ApiToken.objects.get().last_used_at.strftime("%H:%M:%S"))
    assert found == ["12:00:00", "12:00:00", "12:01:01"]


def test_a_secret_is_in_no_log_and_in_no_report_of_an_error(token, caplog, client):
    caplog.set_level(logging.DEBUG)
    for secret in (token[1], WRONG):
        client.get(LEADS, headers={"Authorization": f"Bearer {secret}"})
    assert [secret for secret in (token[1], WRONG) if secret in caplog.text] == []


# Guessing


def guess(client, n):
    return client.get(LEADS, headers={"Authorization": f"Bearer hot_{n}"})


def test_who_guesses_is_locked_out_for_a_while(token, client, time_machine):
    time_machine.move_to("2030-01-02T12:00:00Z", tick=False)
    tries = settings.AXES_FAILURE_LIMIT
    assert [guess(client, n).status_code for n in range(tries + 1)] == [401] * tries + [429]
    locked = bearing(token[1]).get(LEADS)
    assert (locked.status_code, locked.json()["code"], int(locked["Retry-After"])) == (429, "throttled", 900)
    elsewhere = bearing(token[1]).get(LEADS, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200
    time_machine.move_to("2030-01-02T12:15:00Z", tick=False)
    assert bearing(token[1]).get(LEADS).status_code == 200


def test_a_program_that_repeats_one_revoked_token_locks_nobody_out(token, client):
    assert {guess(client, "same").status_code for _ in range(settings.AXES_FAILURE_LIMIT + 5)} == {401}
    assert bearing(token[1]).get(LEADS).status_code == 200
