"""Pools with rules, and what happens to their leads as time passes."""

from datetime import datetime, time

from hotcrm.activities.models import ActivityKind, ActivityResult
from pools.models import Holiday, RecycleCondition, RecycleRule, WorkingHours

OFFICE = [(day, time(9), time(17)) for day in range(5)]
MONDAY = "2026-06-01T09:00Z"


def at(text) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def set_rules(pool, *, hours=None, holidays=(), recycle=(), **values):
    """What its administrator saves: `recycle` rules as dictionaries, each with its `conditions`."""
    for name, value in values.items():
        setattr(pool, name, value)
    pool.save()
    if hours is not None:
        pool.working_hours.all().delete()
        for weekday, opens, closes in hours:
            WorkingHours.objects.create(pool=pool, weekday=weekday, opens=opens, closes=closes)
    for day in holidays:
        Holiday.objects.create(pool=pool, on=day)
    for rule in recycle:
        rule = {"name": "Rule", **rule}
        conditions = rule.pop("conditions", ())
        row = RecycleRule.objects.create(pool=pool, **rule)
        for field, operator, value in conditions:
            RecycleCondition.objects.create(rule=row, field=field, operator=operator, value=value)
    pool.rules_changed()
    return pool


def log(lead, by, kind="call", result=None, **kwargs):
    result = result and ActivityResult.objects.get(code=result)
    lead.log(by=by, kind=ActivityKind.objects.get(code=kind), result=result, **kwargs)
