import pytest
from django.urls import reverse

from hotcrm.activities.models import Task
from hotcrm.records.models import Event
from hotcrm.records.verbs import type_of
from tests.factories import make_lead


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice)


@pytest.fixture
def task(cast, lead):
    return Task.objects.create(type=type_of(lead), object_id=lead.pk, title="Call back", assignee=cast.alice)


def told(lead):
    return list(Event.objects.about(lead).order_by("pk").values_list("verb", "by__username")[1:])


def test_a_task_is_ticked_off_and_told(cast, client, lead, task):
    client.force_login(cast.alice)
    response = client.post(reverse("task_done", args=[task.pk]))
    task.refresh_from_db()
    assert (response.url, task.done_at is not None, told(lead)) == (
        lead.get_absolute_url(),
        True,
        [("task_done", "alice")],
    )


def test_ticking_it_off_again_changes_nothing(cast, lead, task):
    assert [task.finish(by=cast.alice), task.finish(by=cast.alice)] == [True, False]
    assert told(lead) == [("task_done", "alice")]


def test_a_task_is_opened_again(cast, client, lead, task):
    task.finish(by=cast.alice)
    client.force_login(cast.dave)
    client.post(reverse("task_reopen", args=[task.pk]))
    task.refresh_from_db()
    assert (task.done_at, told(lead)) == (None, [("task_done", "alice"), ("task_reopened", "dave")])


@pytest.mark.parametrize(("person", "status"), [("bob", 404), ("mallory", 404), ("mia", 403), ("dave", 302)])
def test_who_may_tick_off(cast, client, task, person, status):
    client.force_login(getattr(cast, person))
    assert client.post(reverse("task_done", args=[task.pk])).status_code == status


def test_a_task_is_ticked_off_by_who_has_it(cast, client, lead):
    task = Task.objects.create(type=type_of(lead), object_id=lead.pk, title="Look", assignee=cast.mia)
    client.force_login(cast.mia)
    assert client.post(reverse("task_done", args=[task.pk])).status_code == 302


def test_looking_changes_nothing(cast, client, task):
    client.force_login(cast.alice)
    assert client.get(reverse("task_done", args=[task.pk])).status_code == 405


def test_a_task_that_is_not_there_is_not_found(cast, client):
    client.force_login(cast.alice)
    assert client.post(reverse("task_done", args=[99_999])).status_code == 404
