"""Whoever has a task for this day is told, once, when the day has begun where they work."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Told, tell_people

from .models import Task

CHUNK = 500


def tell_due(now=None) -> int:
    """Returns how many tasks have begun their day. However often it runs, each is told of once; one that was made for
    the very day it was made on was told of when somebody gave it."""
    now = now or timezone.now()
    keys = list(_waiting(now).values_list("pk", flat=True))
    return sum(_tell(keys[first : first + CHUNK], now) for first in range(0, len(keys), CHUNK))


def _waiting(now):
    """Due today somewhere on earth."""
    days = (now.date() - timedelta(days=1), now.date() + timedelta(days=1))
    return Task.objects.open().filter(due_on__range=days, assignee__is_active=True).order_by("pk")


@transaction.atomic
def _tell(keys, now) -> int:
    tasks = [task for task in Task.objects.open().filter(pk__in=keys).select_related("assignee") if _is_due(task, now)]
    return tell_people([_told(task, record) for task, record in _with_records(tasks)], at=now)


def _is_due(task, now) -> bool:
    zone = task.assignee.zone
    today = now.astimezone(zone).date()
    return task.due_on == today and task.created_at.astimezone(zone).date() < today


def _with_records(tasks):
    """Each with the record it stands at; one query for each kind of record."""
    places = defaultdict(list)
    for task in tasks:
        places[task.type_id].append(task)
    for type_, some in places.items():
        model = ContentType.objects.get_for_id(type_).model_class()
        records = model._base_manager.in_bulk({task.object_id for task in some})
        yield from ((task, records[task.object_id]) for task in some if task.object_id in records)


def _told(task, record):
    return Told(NoticeKind.TASK_DUE, task.assignee, record, key=f"task:{task.pk}:{task.due_on}")
