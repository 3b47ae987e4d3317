"""Who came in, who went, and who tried to: without a word of what they typed."""

from django.test import Client
from django.urls import reverse

from hotcrm.audit import notes
from hotcrm.audit.models import AuditEntry
from tests.audit.protection import told


def sign_in(client, username="alice", password="demo"):
    return client.post(reverse("login"), {"username": username, "password": password})


def test_coming_and_going_is_told(cast):
    client = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(client)
    client.post(reverse("logout"))
    assert told() == [("signed_in", "alice", None, None), ("signed_out", "alice", None, None)]
    assert {entry.address for entry in AuditEntry.objects.all()} == {"192.0.2.7"}


def test_a_wrong_password_is_told_of_the_person_it_was_tried_for_and_of_nobody_s_name_nothing(cast):
    sign_in(Client(), password="Geheimnis-1")
    sign_in(Client(), username="Geheimnis-2")  # a password in the wrong field
    assert told() == [("sign_in_failed", None, "user", cast.alice.pk), ("sign_in_failed", None, None, None)]
    assert "Geheimnis" not in str(list(AuditEntry.objects.values()))


def test_whoever_is_locked_out_is_told_once_an_hour_beside_each_try(cast):
    for _turn in range(12):
        sign_in(Client(), password="wrong")
    kinds = [kind for kind, *_rest in told()]
    assert (kinds.count("sign_in_failed"), kinds.count("locked_out"), len(kinds)) == (12, 1, 13)


def test_tries_without_end_do_not_fill_the_disk(cast, settings, monkeypatch):
    settings.AXES_FAILURE_LIMIT = 10_000
    monkeypatch.setattr(notes, "MOST_OF_AN_ADDRESS", 5)
    for turn in range(9):
        sign_in(Client(REMOTE_ADDR="192.0.2.7"), username=f"nobody{turn}")
    sign_in(Client(REMOTE_ADDR="192.0.2.8"), username="nobody")
    kinds = [(entry.kind, entry.address) for entry in AuditEntry.objects.order_by("pk")]
    assert kinds == [("sign_in_failed", "192.0.2.7")] * 5 + [("left_out", None), ("sign_in_failed", "192.0.2.8")]
