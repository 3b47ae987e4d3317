from django.db import connection

from hotcrm.records.models import Lease
from hotcrm.tasks import note_beat


def test_a_house_whose_beat_was_heard_is_well(client, db):
    note_beat.delay()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.json()["seconds_since_beat"] in (0, 1)


def test_a_house_that_never_heard_a_beat_is_late_but_answers(client, db):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "late", "database": "ok", "seconds_since_beat": None},
    )


def test_an_old_beat_is_late(client, db):
    Lease.objects.create(name="hotcrm.tasks.note_beat", taken_at="2026-01-01T00:00Z")
    assert client.get("/healthz").json()["status"] == "late"


def test_a_house_without_its_database_is_down(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE records_lease")  # taken back at the end of the test
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "down", "database": "unreachable"})


def test_only_reading_is_allowed(client, db):
    assert client.post("/healthz").status_code == 405
