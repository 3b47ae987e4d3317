"""What was done, and what is to be done, over JSON."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hotcrm.activities.models import Activity, Task
from hotcrm.sales.models import Account
from leads.models import Lead, Status
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


def test_an_activity_is_logged_by_the_verb(cast, call):
    lead = make_lead(owner=cast.alice)
    body = {"about": f"lead:{lead.pk}", "kind": "Call", "result": "reached", "body": "Hello"}
    answer = call("alice").post("activities/", body)
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in ("kind", "result", "body", "by")} == {
        "kind": "call",
        "result": "reached",
        "body": "Hello",
        "by": "alice",
    }
    assert Lead.objects.get(pk=lead.pk).status == Status.WORKING


def test_the_activities_of_a_record_come_newest_first_in_pages(cast, call):
    lead, other = make_lead(owner=cast.alice), make_lead(owner=cast.alice)
    now = timezone.now()
    for number in range(5):
        at = now - timedelta(hours=number)
        Activity.objects.write_down(lead, kind_id="call", body=f"No. {number}", at=at, by=cast.alice)
    Activity.objects.write_down(other, kind_id="call", body="Elsewhere", by=cast.alice)
    alice, bodies, url = call("alice"), [], None
    for _page in range(3):
        answer = (alice.get(url) if url else alice.get("activities/", about=f"lead:{lead.pk}", page_size=2)).json()
        bodies.append([row["body"] for row in answer["results"]])
        url = answer["next"]
    assert (bodies, url) == ([["No. 0", "No. 1"], ["No. 2", "No. 3"], ["No. 4"]], None)
    assert [row["body"] for row in alice.get(answer["previous"]).json()["results"]] == bodies[1]


@pytest.mark.parametrize(
    "about", ["", "lead", "lead:", "lead:x", "lead:0", "user:1", "lead:1:2", "lead:" + "9" * 30, "x\ud83d"[:1]]
)
def test_what_names_no_record_is_bad_input(call, about):
    for answer in (call("alice").get("activities/", about=about), call("alice").post("tasks/", {"about": about})):
        assert (answer.status_code, list(answer.json())) == (400, ["about"])
    assert call("alice").post("activities/", {"about": 5}).status_code == 400


def test_a_record_out_of_sight_is_not_found(cast, call):
    lead = make_lead(owner=cast.mallory)
    alice = call("alice")
    for pk in (lead.pk, 999_999):
        assert alice.get("activities/", about=f"lead:{pk}").status_code == 404
        assert alice.get("tasks/", about=f"lead:{pk}").status_code == 404
        assert alice.post("activities/", {"about": f"lead:{pk}", "kind": "call", "body": "x"}).status_code == 404


def test_who_only_reads_logs_nothing(cast, call):
    account = Account.add({"name": "Acme"}, by=cast.alice)
    answer = call("mia").post("activities/", {"about": f"account:{account.pk}", "kind": "call", "body": "x"})
    assert (answer.status_code, Activity.objects.count()) == (403, 0)


def test_a_task_is_planned_done_and_opened_again(cast, call):
    lead, alice = make_lead(owner=cast.alice), call("alice")
    body = {"about": f"lead:{lead.pk}", "title": "Call back", "due_on": "2030-01-31", "assignee": "dave"}
    task = alice.post("tasks/", body).json()
    assert {name: task[name] for name in body} == body
    assert (task["by"], task["priority"], task["done_at"]) == ("alice", "normal", None)
    assert [row["id"] for row in call("dave").get("tasks/").json()["results"]] == [task["id"]]
    assert alice.get("tasks/").json()["results"] == []
    assert [row["id"] for row in alice.get("tasks/", about=f"lead:{lead.pk}").json()["results"]] == [task["id"]]
    assert call("dave").post(f"tasks/{task['id']}/done/").json()["done_at"]
    assert call("dave").get("tasks/").json()["results"] == []
    assert [row["id"] for row in call("dave").get("tasks/", done="yes").json()["results"]] == [task["id"]]
    assert alice.post(f"tasks/{task['id']}/reopen/").json()["done_at"] is None


def test_mine_are_those_whose_records_i_still_see(cast, call):
    lead = make_lead(owner=cast.alice)
    lead.plan_task(by=cast.alice, title="Secret", assignee=cast.alice)
    task = Task.objects.get()
    lead.change_owner(by=cast.alice, to=cast.mallory)
    assert call("alice").get("tasks/").json()["results"] == []
    assert call("alice").post(f"tasks/{task.pk}/done/").status_code == 404
    assert call("alice").get("tasks/", done="perhaps").status_code == 400


def test_tasks_without_a_day_come_last(cast, call):
    lead = make_lead(owner=cast.alice)
    for title, due_on in (("None", None), ("Late", "2030-02-01"), ("Soon", "2030-01-01")):
        lead.plan_task(by=cast.alice, title=title, assignee=cast.alice, due_on=due_on)
    alice = call("alice")
    first = alice.get("tasks/", page_size=2).json()
    second = alice.get(first["next"]).json()
    assert [row["title"] for row in first["results"] + second["results"]] == ["Soon", "Late", "None"]
    assert [row["title"] for row in alice.get(second["previous"]).json()["results"]] == ["Soon", "Late"]
