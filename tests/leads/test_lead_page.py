from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hotcrm.activities.models import Activity, ActivityKind, ActivityLink, Task
from hotcrm.records.models import TeamMember
from hotcrm.records.verbs import type_of
from leads.models import Lead, Status
from tests.factories import make_lead

MOST_QUERIES = 25


def log_many(lead, by, count):
    now = timezone.now()
    call = ActivityKind.objects.get(code="call")
    for n in range(count):
        at = now - timedelta(minutes=n)
        activity = Activity.objects.create(kind=call, body=f"Call {n}", at=at, by=by)
        ActivityLink.objects.create(activity=activity, type=type_of(lead), object_id=lead.pk, at=at)


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, first_name="Ann", email="ann@acme.example", phone="+1 212 555 0123")


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def page(client, lead, **query):
    return client.get(lead.get_absolute_url(), query)


@pytest.mark.parametrize(
    ("person", "status"),
    [("alice", 200), ("dave", 200), ("mia", 200), ("auditor", 200), ("admin", 200), ("bob", 404), ("pat", 404)],
)
def test_who_opens_a_page(cast, client, lead, person, status):
    client.force_login(getattr(cast, person))
    assert page(client, lead).status_code == status


def test_a_visitor_is_asked_to_sign_in(client, db, cast, lead):
    assert page(client, lead).url.startswith(reverse("login"))


@pytest.mark.parametrize("activities", [1, 100])
def test_the_page_costs_the_same_however_long_the_history(
    cast, alice, lead, activities, django_assert_max_num_queries
):
    log_many(lead, cast.alice, activities)
    page(alice, lead)
    with django_assert_max_num_queries(MOST_QUERIES) as captured:
        page(alice, lead, **{"from": "/leads/?view=my"})
    test_the_page_costs_the_same_however_long_the_history.counts[activities] = len(captured)
    assert len(set(test_the_page_costs_the_same_however_long_the_history.counts.values())) == 1


test_the_page_costs_the_same_however_long_the_history.counts = {}


def test_the_page_knows_the_list_one_came_from(cast, alice, lead):
    make_lead(owner=cast.alice)
    near = page(alice, lead, **{"from": "/leads/?view=my"}).context["page"].neighbours
    assert (near.total, near.list_url.startswith(reverse("lead_list"))) == ("2", True)


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_the_way_back_never_leaves_the_house(alice, lead, url):
    answer = page(alice, lead, **{"from": url})
    assert (answer.context["page"].list_url, url in answer.content.decode()) == (reverse("lead_list"), False)


def test_the_path_shows_where_the_lead_may_go(cast, alice):
    lead = make_lead(owner=cast.alice, status=Status.WORKING)
    steps = [(step["status"], step["state"]) for step in page(alice, lead).context["path"]]
    assert steps == [
        (Status.NEW, "done"),
        (Status.WORKING, "current"),
        (Status.NURTURING, "next"),
        (Status.QUALIFIED, "next"),
        (Status.CONVERTED, "next"),
    ]


def test_the_path_of_a_lost_lead_offers_the_way_back(cast, alice):
    lead = make_lead(owner=cast.alice)
    Lead.objects.filter(pk=lead.pk).update(status=Status.UNQUALIFIED, unqualified_reason="not_a_fit")
    steps = {step["status"]: step["state"] for step in page(alice, lead).context["path"]}
    assert (steps[Status.NEW], steps[Status.WORKING], steps[Status.UNQUALIFIED]) == ("next", "next", "current")


@pytest.mark.parametrize(
    ("status", "main"), [(Status.NEW, "work"), (Status.WORKING, "qualify"), (Status.NURTURING, "qualify")]
)
def test_the_big_button_is_the_next_thing_to_do(cast, alice, status, main):
    lead = make_lead(owner=cast.alice, status=status)
    assert page(alice, lead).context["main"].name == main


def test_a_waiting_lead_is_there_to_be_claimed(alice):
    assert page(alice, make_lead()).context["main"].name == "claim"


def test_a_closed_verb_says_why(cast, alice, lead):
    closed = {action.name: str(action.refusal) for action in page(alice, lead).context["actions"] if action.refusal}
    assert closed["nurture"] == "Only a working or qualified lead can be nurtured; this one is: New."
    assert "restore" not in closed


def test_a_reader_gets_no_button_that_would_be_refused(cast, client, lead):
    client.force_login(cast.mia)
    context = page(client, lead).context
    assert (context["main"], context["composer"], context["task_form"], context["may_edit"]) == (
        None,
        None,
        None,
        False,
    )


def test_three_failed_attempts_nudge_on_the_page(alice, lead):
    Lead.objects.filter(pk=lead.pk).update(failed_attempts=3)
    assert "Is it time to let go?" in page(alice, lead).content.decode()


def test_a_wish_not_to_be_called_stands_above_all(cast, alice):
    html = page(alice, make_lead(owner=cast.alice, do_not_call=True, mobile="+12125550123")).content.decode()
    assert ("Do not call this person." in html, 'data-confirm="They asked not to be called' in html) == (True, True)


def test_open_tasks_stand_before_those_done(cast, alice, lead):
    for title, due, done in [("later", 3, False), ("done", -9, True), ("late", -1, False), ("some day", None, False)]:
        task = Task.objects.create(
            type=type_of(lead),
            object_id=lead.pk,
            title=title,
            assignee=cast.alice,
            due_on=timezone.localdate() + timedelta(days=due) if due is not None else None,
        )
        if done:
            task.finish(by=cast.alice)
    assert [task.title for task in page(alice, lead).context["tasks"]] == ["late", "later", "some day", "done"]


def test_the_team_is_shown(cast, alice, lead):
    TeamMember.objects.create(type=type_of(lead), object_id=lead.pk, user=cast.bob)
    assert [member.user for member in page(alice, lead).context["team"].members] == [cast.bob]


def test_the_score_is_shown_line_by_line(alice, lead):
    lines = page(alice, lead).context["page"].score_lines
    assert round(sum(line.points for line in lines)) == lead.score


def test_the_survivor_of_a_duplicate_is_named_to_those_who_see_it(cast, alice, lead):
    hidden = make_lead(owner=cast.mallory, first_name="Mal", last_name="Hid")
    Lead.objects.filter(pk=lead.pk).update(status=Status.UNQUALIFIED, unqualified_reason="duplicate", survivor=hidden)
    assert "Mal Hid" not in page(alice, lead).content.decode()
    Lead.objects.filter(pk=hidden.pk).update(owner=cast.alice)
    assert "Mal Hid" in page(alice, lead).content.decode()


def test_a_swap_gets_only_the_part_and_its_messages(alice, lead):
    alice.post(reverse("lead_verb", args=[lead.pk, "work"]))
    answer = alice.get(lead.get_absolute_url(), headers={"HX-Request": "true", "HX-Target": "lead"})
    assert answer.templates[0].name == "leads/_lead.html"
    assert "Work on Ann Doe has begun." in answer.headers["HX-Trigger"]


def test_what_people_typed_is_escaped(cast, alice):
    lead = make_lead(owner=cast.alice, company="<script>alert(1)</script>", description="<img src=x>")
    html = page(alice, lead).content.decode()
    assert ("<script>alert(1)" in html, "<img src=x>" in html) == (False, False)


# The timeline


def test_activities_and_changes_stand_in_one_line_of_time(cast, alice, lead):
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Hello")
    lead.edit(by=cast.alice, changes={"city": "Bonn"})
    titles = [str(entry.title) for entry in page(alice, lead).context["timeline"].entries]
    assert titles == ["Edited", "Call", "Work began", "Created"]


def test_an_edit_names_fields_and_no_values(cast, alice, lead):
    lead.edit(by=cast.alice, changes={"city": "Wolkenkuckucksheim"})
    lead.edit(by=cast.alice, changes={"city": ""})
    html = page(alice, lead).content.decode()
    assert ("Wolkenkuckucksheim" in html, "City" in html) == (False, True)


def test_a_change_of_owner_names_both(cast, alice, lead):
    lead.change_owner(by=cast.dave, to=cast.bob)
    lead.change_owner(by=cast.dave, to=cast.alice)
    entry = page(alice, lead).context["timeline"].entries[0]
    assert [(str(label), before, after) for label, before, after in entry.moves] == [("owner", "Bob", "Alice")]


@pytest.mark.parametrize(
    ("show", "titles"), [("call", ["Call"]), ("note", []), ("changes", ["Work began", "Created"])]
)
def test_the_timeline_is_narrowed(cast, alice, lead, show, titles):
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Hello")
    assert [str(entry.title) for entry in page(alice, lead, show=show).context["timeline"].entries] == titles


def test_older_pages_hold_every_entry_once(cast, alice, lead):
    log_many(lead, cast.alice, 60)
    lead.edit(by=cast.alice, changes={"city": "Bonn"})
    seen, before = [], ""
    while True:
        timeline = alice.get(reverse("lead_timeline", args=[lead.pk]), {"before": before}).context["timeline"]
        seen += [entry.place for entry in timeline.entries]
        before = timeline.older
        if not before:
            break
    assert (len(seen), len(set(seen)), seen) == (62, 62, sorted(seen, reverse=True))


@pytest.mark.parametrize("before", ["x", "1~2~3", "2026-01-01~1~1", "2026-01-01T00:00:00+00:00~1~" + "9" * 30, "\x7f"])
def test_a_broken_place_is_the_newest_page(alice, lead, before):
    assert len(page(alice, lead, before=before).context["timeline"].entries) == 1


def test_the_timeline_of_a_stranger_is_not_found(cast, client, lead):
    client.force_login(cast.bob)
    assert client.get(reverse("lead_timeline", args=[lead.pk])).status_code == 404
