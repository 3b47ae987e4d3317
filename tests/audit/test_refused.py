"""What was refused, and who asked for what they do not see: told, and never to the one who asks."""

import pytest
from django.test import Client
from django.urls import reverse

from hotcrm.audit import notes
from hotcrm.audit.models import AuditEntry
from tests.api.programs import bearing, post, program
from tests.audit.protection import told
from tests.factories import make_lead


@pytest.fixture
def hidden(cast):
    return make_lead(owner=cast.mallory, company="Hidden")


def test_what_is_out_of_sight_is_told_once_an_hour_and_answered_like_nothing(as_, cast, hidden):
    alice, api = as_("alice"), program(cast.alice)
    AuditEntry.objects.all().delete()
    for _turn in range(2):
        there = alice.get(hidden.get_absolute_url()), api.get(f"/api/v1/leads/{hidden.pk}/")
        missing = alice.get(reverse("lead_detail", args=[999_999])), api.get("/api/v1/leads/999999/")
        assert [answer.status_code for answer in (*there, *missing)] == [404] * 4
        assert [answer.content for answer in there[1:]] == [answer.content for answer in missing[1:]]
    api.get("/api/v1/activities/", {"about": f"lead:{hidden.pk}"})
    alice.post(reverse("lead_verb", args=[hidden.pk, "work"]))
    assert told() == [("probed", "alice", "lead", hidden.pk)] * 2
    assert [entry.data["method"] for entry in AuditEntry.objects.order_by("pk")] == ["GET", "POST"]


def test_files_of_others_and_pages_of_the_administration_too(as_, cast, hidden):
    as_("alice").get(f"/files/lead/{hidden.pk}/")
    assert told() == [("probed", "alice", "lead", hidden.pk)]


def test_a_visitor_s_404_is_nobody_s(hidden):
    Client().get("/leads/999999/nothing/of/the/kind/")
    assert told() == []


def test_what_one_may_not_do_is_told_with_the_verb(as_, cast):
    lead = make_lead(owner=cast.alice)
    mia = as_("mia")
    for headers in ({}, {"HX-Request": "true"}):
        assert mia.post(reverse("lead_verb", args=[lead.pk, "work"]), headers=headers).status_code == 403
    api = program(cast.mia)
    AuditEntry.objects.filter(kind="signed_in").delete()
    assert post(api, f"/api/v1/leads/{lead.pk}/qualify/", {}).status_code == 403
    assert told() == [("refused", "mia", "lead", lead.pk)] * 2
    assert [entry.data["route"] for entry in AuditEntry.objects.order_by("pk")] == [
        "lead_verb:work",
        "api_lead_qualify",
    ]


def test_what_is_only_too_early_or_wrongly_typed_is_no_refusal(as_, cast):
    lead = make_lead(owner=cast.alice)
    alice = as_("alice")
    assert alice.post(reverse("lead_verb", args=[lead.pk, "nurture"])).status_code == 409
    assert told("refused", "probed") == []


def test_knocking_at_the_administration_is_told(as_):
    as_("alice").get(reverse("admin:people_user_changelist"))
    assert told() == [("refused", "alice", None, None)]


def test_each_wrong_token_is_told_and_none_is_kept(db):
    for turn in (1, 1, 2):
        assert bearing(f"hot_wrong-{turn}").get("/api/v1/me/").status_code == 401
    assert told() == [("token_refused", None, None, None)] * 2
    assert "hot_" not in str(list(AuditEntry.objects.values()))


def test_whoever_probes_without_end_is_told_of_only_so_often(as_, cast, monkeypatch):
    monkeypatch.setattr(notes, "MOST_OF_A_PERSON", 3)
    leads = [make_lead(owner=cast.mallory) for _number in range(6)]
    alice = as_("alice")
    for lead in leads:
        alice.get(lead.get_absolute_url())
    assert [kind for kind, *_rest in told()] == ["probed"] * 3 + ["left_out"]
    as_("bob").get(leads[0].get_absolute_url())  # the others' room is their own
    assert told("probed") == [("probed", "bob", "lead", leads[0].pk)]
