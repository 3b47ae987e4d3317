"""Every verb has a page: GET asks, POST does, refusals come in words and with their status."""

import pytest
from django.urls import reverse
from django.utils import timezone

from hotcrm.activities.models import Task
from hotcrm.records.models import Event
from hotcrm.records.verbs import verbs_of
from leads.models import Lead, Status
from leads.views.actions import name_of, url_of, word_of
from pools.models import Pool
from tests.factories import PoolFactory, make_lead

# For each verb: who may do it, what a lead must be, what is typed; who may not; a state that refuses it.
CASES = {
    "claim": ("alice", {}, {}, "mia", {"status": Status.UNQUALIFIED, "unqualified_reason": "other"}),
    "assign": ("carol", {}, {"to": "bob"}, "alice", {"status": Status.CONVERTED, "owner": "carol"}),
    "change_owner": ("dave", {"owner": "alice"}, {"to": "bob"}, "mia", {"status": Status.CONVERTED}),
    "return_to_pool": ("alice", {"owner": "alice"}, {"reason": "unreachable"}, "mia", {"status": Status.CONVERTED}),
    "reclaim": ("carol", {"owner": "alice"}, {}, "alice", {"owner": None}),
    "transfer": ("carol", {}, {"to": "other"}, "alice", {"status": Status.CONVERTED, "owner": "carol"}),
    "work": ("alice", {"owner": "alice"}, {}, "mia", {"status": Status.WORKING}),
    "nurture": ("alice", {"owner": "alice", "status": Status.WORKING}, {}, "mia", {"status": Status.NEW}),
    "qualify": ("alice", {"owner": "alice", "status": Status.WORKING}, {}, "mia", {"status": Status.NEW}),
    "disqualify": ("alice", {"owner": "alice"}, {"reason": "no_budget"}, "mia", {"status": Status.CONVERTED}),
    "reopen": (
        "alice",
        {"owner": "alice", "status": Status.UNQUALIFIED, "unqualified_reason": "other"},
        {},
        "mia",
        {"status": Status.NEW},
    ),
    "reactivate": (
        "alice",
        {"owner": "alice", "status": Status.UNQUALIFIED, "unqualified_reason": "other"},
        {},
        "mia",
        {"status": Status.NEW},
    ),
    "discard": ("alice", {"owner": "alice"}, {}, "mia", {"status": Status.CONVERTED}),
    "restore": ("admin", {"discarded": True}, {}, None, {"discarded": False}),
    "log": ("alice", {"owner": "alice"}, {"kind": "call", "body": "Hi"}, "mia", {"status": Status.CONVERTED}),
    "plan_task": (
        "alice",
        {"owner": "alice"},
        {"title": "Call", "priority": "high", "assignee": "alice"},
        "mia",
        {"status": Status.CONVERTED},
    ),
}
# Tested where their rules stand.
ELSEWHERE = {"edit", "convert", "undo_conversion", "retrieve", "comment", "attach", "delete_for_good"} | {
    "hold",
    "release_hold",
    "enrol",
    "add_to_list",
    "add_to_team",
    "change_access",
    "remove_from_team",
}


def put(lead, cast, *, owner=..., discarded=None, **values):
    if owner is not ...:
        values["owner"] = getattr(cast, owner) if owner else None
        values["assigned_at"] = timezone.now() if owner else None
    if discarded is not None:
        values |= {
            "status": Status.DISCARDED if discarded else Status.NEW,
            "discarded_at": timezone.now() if discarded else None,
        }
    Lead.objects.filter(pk=lead.pk).update(**values)
    return Lead.objects.get(pk=lead.pk)


def typed(cast, values):
    other = Pool.objects.filter(slug="other").first()
    people = {name: str(person.pk) for name, person in vars(cast).items() if hasattr(person, "username")}
    return {name: {**people, "other": other and str(other.pk)}.get(value, value) for name, value in values.items()}


@pytest.fixture
def other(cast):
    pool = PoolFactory(slug="other")
    pool.administrators.add(cast.carol)
    return pool


def test_every_verb_has_a_case():
    assert {name for name, verb in verbs_of(Lead).items() if not verb.backstage} - ELSEWHERE == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_verb_asks_and_does(cast, client, other, name):
    person, state, values, *_ = CASES[name]
    lead = put(make_lead(), cast, **state)
    client.force_login(getattr(cast, person))
    assert client.get(url_of(lead, name)).status_code == 200
    response = client.post(url_of(lead, name), {**typed(cast, values), "next": "/pools/"})
    events = set(Event.objects.about(lead).values_list("verb", "by__username"))
    assert (response.status_code, response.url, (name, person) in events) == (302, "/pools/", True)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[3]])
def test_a_verb_is_refused_to_others(cast, client, other, name):
    _person, state, values, stranger, _closed = CASES[name]
    lead = put(make_lead(), cast, **state)
    client.force_login(getattr(cast, stranger))
    statuses = [client.get(url_of(lead, name)).status_code, client.post(url_of(lead, name), values).status_code]
    assert (statuses, Event.objects.about(lead).count()) == ([403, 403], 1)


@pytest.mark.parametrize("name", CASES)
def test_a_verb_is_refused_by_state_in_words(cast, client, other, name):
    person, state, values, _stranger, closed = CASES[name]
    lead = put(put(make_lead(), cast, **state), cast, **closed)
    client.force_login(getattr(cast, person))
    response = client.post(url_of(lead, name), typed(cast, values))
    assert (response.status_code, Event.objects.about(lead).count()) == (409, 1)
    assert "This was not done" in response.content.decode()


@pytest.mark.parametrize("name", CASES)
def test_a_lead_out_of_sight_is_not_found(cast, client, other, name):
    lead = put(make_lead(), cast, owner="alice", pool=None)
    client.force_login(cast.mallory)
    assert (client.get(url_of(lead, name)).status_code, client.post(url_of(lead, name)).status_code) == (404, 404)


def test_who_was_slower_reads_who_has_it(cast, client):
    lead = make_lead()
    lead.claim(by=cast.alice)
    client.force_login(cast.bob)
    response = client.post(url_of(lead, "claim"))
    assert (response.status_code, "taken by Alice" in response.content.decode()) == (409, True)
    assert client.get(lead.get_absolute_url()).status_code == 404


def test_a_lead_taken_long_ago_is_not_spoken_of(cast, client):
    lead = make_lead()
    lead.claim(by=cast.alice)
    Lead.objects.filter(pk=lead.pk).update(assigned_at="2020-01-01T00:00Z")
    client.force_login(cast.bob)
    assert client.post(url_of(lead, "claim")).status_code == 404


@pytest.mark.parametrize("word", ["edit-", "frobnicate", "settle", "save", "delete", "objects", "a" * 200])
def test_what_is_no_verb_is_not_found(cast, client, word):
    client.force_login(cast.admin)
    assert client.post(reverse("lead_verb", args=[make_lead().pk, word])).status_code == 404


def test_the_words_of_addresses_lead_to_the_verbs():
    assert [name_of(word_of(name)) for name in CASES] == list(CASES)
    assert word_of("return_to_pool") == "return"


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("disqualify", {}, "reason"),
        ("disqualify", {"reason": "duplicate"}, "survivor"),
        ("disqualify", {"reason": "other", "survivor": "#SELF"}, "survivor"),
        ("return_to_pool", {}, "reason"),
        ("return_to_pool", {"reason": "nonsense"}, "reason"),
        ("change_owner", {"to": "9" * 30}, "to"),
        ("log", {"kind": "call"}, "body"),
        ("log", {"kind": "nonsense", "body": "x"}, "kind"),
        ("log", {"kind": "call", "body": "x", "at": "2199-01-01T00:00"}, "at"),
        ("log", {"kind": "call", "body": "x", "next_follow_up_on": "0000-00-00"}, "next_follow_up_on"),
        ("log", {"kind": "call", "body": "x\x00"}, "body"),
        ("log", {"kind": "call", "body": "x" * 100_000}, "body"),
        ("plan_task", {"title": "", "priority": "low"}, "title"),
        ("plan_task", {"title": "x", "priority": "urgent"}, "priority"),
    ],
)
def test_bad_input_is_said_at_its_field(cast, client, pool, name, values, field):
    lead = make_lead(owner=cast.alice, pool=pool)
    client.force_login(cast.alice)
    values = {key: value.replace("SELF", str(lead.pk)) for key, value in values.items()}
    response = client.post(url_of(lead, name), values)
    assert (response.status_code, field in response.context["form"].errors) == (422, True)
    assert Event.objects.about(lead).count() == 1


def test_a_duplicate_is_disqualified_in_favour_of_a_lead_one_sees(cast, client):
    lead, mine = make_lead(owner=cast.alice), make_lead(owner=cast.alice)
    hidden = make_lead(owner=cast.mallory)
    client.force_login(cast.alice)
    refused = client.post(url_of(lead, "disqualify"), {"reason": "duplicate", "survivor": f"#{hidden.pk}"})
    assert refused.status_code == 422
    client.post(url_of(lead, "disqualify"), {"reason": "duplicate", "survivor": f"#{mine.pk}"})
    assert Lead.objects.get(pk=lead.pk).survivor == mine


def test_a_lead_without_pool_is_returned_to_one_of_mine(cast, client, pool):
    strange = PoolFactory()
    lead = make_lead(owner=cast.alice)
    client.force_login(cast.alice)
    offered = list(client.get(url_of(lead, "return_to_pool")).context["form"].fields["pool"].queryset)
    assert offered == [pool]
    refused = client.post(url_of(lead, "return_to_pool"), {"reason": "other", "pool": strange.pk})
    assert refused.status_code == 422
    client.post(url_of(lead, "return_to_pool"), {"reason": "other", "pool": pool.pk})
    assert Lead.objects.get(pk=lead.pk).pool == pool


def test_a_lead_of_a_pool_is_returned_without_a_choice(cast, client, pool):
    lead = make_lead(owner=cast.alice, pool=pool)
    client.force_login(cast.alice)
    assert list(client.get(url_of(lead, "return_to_pool")).context["form"].fields) == ["reason"]


def test_only_members_of_the_pool_are_offered(cast, client):
    client.force_login(cast.carol)
    offered = client.get(url_of(make_lead(), "assign")).context["form"].fields["to"].queryset
    assert {person.username for person in offered} == {"alice", "bob", "carol", "mallory"}


def test_a_task_is_given_to_who_sees_the_lead_only(cast, client):
    lead = make_lead(owner=cast.alice)
    client.force_login(cast.alice)
    typed = {"title": "Call", "priority": "normal"}
    assert client.post(url_of(lead, "plan_task"), {**typed, "assignee": cast.mallory.pk}).status_code == 422
    client.post(url_of(lead, "plan_task"), {**typed, "assignee": cast.dave.pk})
    assert Task.objects.get().assignee == cast.dave


def test_after_the_last_look_one_returns_to_the_list(cast, client, pool):
    Pool.objects.update(type="admin_only")
    lead = make_lead(owner=cast.alice, pool=pool)
    client.force_login(cast.alice)
    response = client.post(url_of(lead, "return_to_pool"), {"reason": "other", "next": lead.get_absolute_url()})
    assert response.url == reverse("lead_list")


def test_the_way_back_never_leaves_the_house(cast, client):
    lead = make_lead(owner=cast.alice)
    client.force_login(cast.alice)
    response = client.post(url_of(lead, "work"), {"next": "https://evil.example/"})
    assert response.url == lead.get_absolute_url()


def test_htmx_reads_a_refusal_as_a_toast(cast, client):
    lead = make_lead(owner=cast.alice)
    client.force_login(cast.alice)
    response = client.post(url_of(lead, "nurture"), headers={"HX-Request": "true"})
    assert (response.status_code, "can be nurtured" in response.headers["HX-Trigger"]) == (409, True)


def test_a_dialog_leaves_by_the_front_door(cast, client):
    lead = make_lead(owner=cast.alice)
    client.force_login(cast.alice)
    dialog = {"HX-Request": "true", "HX-Dialog": "true"}
    assert client.get(url_of(lead, "disqualify"), headers=dialog).templates[0].name == "leads/_verb_form.html"
    response = client.post(url_of(lead, "disqualify"), {"reason": "other"}, headers=dialog)
    assert response.headers["HX-Redirect"] == lead.get_absolute_url()


def test_a_part_of_a_page_never_takes_in_another_page(cast, client, pool):
    Pool.objects.update(type="admin_only")
    lead = make_lead(owner=cast.alice, pool=pool)
    client.force_login(cast.alice)
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{lead.get_absolute_url()}?from=/leads/"}
    stays = client.post(url_of(lead, "work"), headers=here)
    leaves = client.post(url_of(lead, "return_to_pool"), {"reason": "other"}, headers=here)
    assert (stays.url, leaves.headers["HX-Redirect"]) == (lead.get_absolute_url(), reverse("lead_list"))
