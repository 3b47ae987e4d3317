"""Sweeps over many leads of which few are due, and the clocks of all set anew."""

from datetime import time, timedelta

from django.db import connection
from django.utils import timezone

from leads.clock_runs import finish_clock_runs
from leads.models import Lead
from leads.models.lifecycle import OPEN
from leads.overdue import flag_overdue, overdue_by
from leads.recycling import Rehearsal, recycle
from pools.models import ClockRun, Pool, RecycleRule, WorkingHours

from .clock import Clock, rate

DUE = 1_000


def measure() -> dict[str, str]:
    pool, now = _wound_pool(), timezone.now()
    due = _some_due(pool, now)
    figures = {"plan of the overdue sweep": _plan(overdue_by(now))}
    with Clock() as spent:
        assert flag_overdue(now=now).overdue == due
    figures["overdue sweep"] = f"{spent.seconds:.1f} s; {due:,} due of {Lead.objects.count():,}"
    figures["plan of the recycle run"] = _plan(Rehearsal(pool, _today(pool)).leads[:500])
    with Clock() as spent:
        assert recycle(pool, now=now).taken == due
    figures["recycle run"] = f"{spent.seconds:.1f} s; {due:,} due of {Lead.objects.count():,}"
    pool.rules_changed()
    with Clock() as spent:
        leads = finish_clock_runs(pool)
    return figures | {"clocks of a pool set anew": rate(leads, spent, "leads")}


def _wound_pool() -> Pool:
    pool = Pool.default()
    pool.unassigned_hours, pool.no_follow_up_hours, pool.recycle_brake_percent = 16, 16, None
    pool.save()
    WorkingHours.objects.bulk_create(
        WorkingHours(pool=pool, weekday=day, opens=time(9), closes=time(17)) for day in range(5)
    )
    RecycleRule.objects.create(pool=pool, name="Held", held_days=1)
    pool.rules_changed()
    ClockRun.objects.all().delete()
    return pool


def _some_due(pool, now) -> int:
    """All have a date; that of a thousand, spread over the table, has come."""
    owned = Lead._base_manager.filter(pool=pool, owner__isnull=False, owner__is_active=True, status__in=OPEN)
    keys = list(owned.filter(assigned_at__lt=now - timedelta(days=3)).order_by("pk").values_list("pk", flat=True))
    owned.update(overdue_at=now + timedelta(days=9), reclaim_on=_today(pool) + timedelta(days=9))
    due = keys[:: max(len(keys) // DUE, 1)][:DUE]
    for first in range(0, len(due), 500):
        some = Lead._base_manager.filter(pk__in=due[first : first + 500])
        some.update(overdue_at=now - timedelta(hours=1), reclaim_on=_today(pool))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leads_lead")
    return len(due)


def _today(pool):
    return pool.clocks.calendar.local_day(timezone.now())


def _plan(rows) -> str:
    """What the database does, in a line; PostgreSQL says how many rows it read."""
    options = {"analyze": True, "costs": False, "timing": False} if connection.vendor == "postgresql" else {}
    lines = [line.strip() for line in rows.explain(**options).splitlines()]
    return " / ".join(line for line in lines if "Scan" in line or "SEARCH" in line or "SCAN" in line)
