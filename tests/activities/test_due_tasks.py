"""Whoever has a task for a day is told of it once, when the day has begun where they work."""

from datetime import UTC, datetime, timedelta

import pytest

from hotcrm.activities.due_tasks import tell_due
from hotcrm.activities.models import Task
from hotcrm.activities.tasks import tell_due_tasks
from hotcrm.people.models import User
from hotcrm.records.models import Notice
from leads.models import Lead
from tests.factories import make_lead
from tests.records.reading import as_read

NOON = datetime(2030, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def task(cast):
    lead = make_lead(owner=cast.alice, last_name="Doe")
    lead.plan_task(by=cast.alice, title="Call", assignee=cast.alice, due_on=NOON.date())
    Task.objects.update(created_at=NOON - timedelta(days=3))
    return Task.objects.get()


def told():
    kind = Notice.objects.filter(kind="task_due").order_by("pk")
    return [(notice.recipient.username, as_read(notice).subject) for notice in kind]


def test_three_times_is_once(task):
    for hour in range(3):
        tell_due(NOON + timedelta(hours=hour))
    assert told() == [("alice", "A task is due today: Doe")]
    assert Notice.objects.get(kind="task_due").mail_due_at is not None


def test_it_is_told_when_the_day_begins_where_its_assignee_works(cast, task):
    User.objects.filter(pk=cast.alice.pk).update(time_zone="Asia/Shanghai")
    tell_due(datetime(2030, 1, 14, 15, 59, tzinfo=UTC))
    assert told() == []
    tell_due(datetime(2030, 1, 14, 16, 1, tzinfo=UTC))
    assert len(told()) == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_not_on_another_day(task, days):
    tell_due(NOON + timedelta(days=days))
    assert told() == []


def test_neither_what_is_done_nor_what_was_made_today_nor_what_the_assignee_does_not_see(cast, task):
    task.finish(by=cast.alice)
    tell_due(NOON)
    task.reopen(by=cast.alice)
    Task.objects.update(created_at=NOON)
    tell_due(NOON)
    Task.objects.update(created_at=NOON - timedelta(days=3), assignee=cast.mallory)
    tell_due(NOON)
    assert told() == []


def test_put_off_it_is_told_again_on_its_new_day(task):
    tell_due(NOON)
    Task.objects.update(due_on=NOON.date() + timedelta(days=1))
    tell_due(NOON + timedelta(days=1))
    assert len(told()) == 2


def test_many_cost_the_queries_of_a_few(cast, task, django_assert_max_num_queries):
    for _ in range(30):
        make_lead(owner=cast.alice).plan_task(by=cast.alice, title="Call", assignee=cast.alice, due_on=NOON.date())
    Task.objects.update(created_at=NOON - timedelta(days=3))
    with django_assert_max_num_queries(14):
        tell_due(NOON)
    assert (len(told()), Lead.objects.count()) == (31, 31)


def test_the_job_is_the_same(task):
    tell_due_tasks()
    assert told() == []
