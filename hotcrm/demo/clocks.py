"""The demo's pools keep time: hours, timers and recycle rules, and what they come to for the leads of the cast.

In a big demo the Public Pool keeps none: its crowd was claimed long ago and nobody logged anything since, so that all
of it would be overdue.
"""

from datetime import date, time

from leads.models import Lead
from leads.models.clocked import CLOCKS
from pools.models import Holiday, Match, RecycleCondition, RecycleRule, WorkingHours

from .plots import FINANCE, NORTH, PUBLIC, VIP

QUIET = 60  # days that the Public Pool lets a lead lie
# slug: time zone, from, until, timers
HOURS = {
    PUBLIC: ("UTC", time(9), time(17), {"unassigned": 240, "no_follow_up": 16, "first_contact": 80}),
    NORTH: ("Asia/Shanghai", time(9), time(18), {"no_follow_up": 24}),
    FINANCE: ("Europe/London", time(8, 30), time(17, 30), {"no_follow_up": 16, "first_contact": 16}),
    VIP: ("UTC", time(8), time(20), {"unassigned": 12, "no_follow_up": 8, "first_contact": 8}),
}
FIELDS = {field.attname for field in Lead._meta.concrete_fields}


def wind(pools, *, is_big, now):
    """Set the clocks of pools that have none yet."""
    for slug, (zone, opens, closes, hours) in HOURS.items():
        pool = pools[slug]
        if pool.rules_version or (is_big and slug == PUBLIC):
            continue
        pool.time_zone = zone
        for name, number in hours.items():
            setattr(pool, f"{name}_hours", number)
        pool.save()
        WorkingHours.objects.bulk_create(
            WorkingHours(pool=pool, weekday=day, opens=opens, closes=closes) for day in range(5)
        )
        Holiday.objects.bulk_create(Holiday(pool=pool, on=day, name=name) for day, name in _holidays(now.year))
        if slug == PUBLIC:
            _let_it_recycle(pool)
        pool.rules_changed()
        pool.clock_runs.update(finished_at=now)  # no lead is inside yet that would not be set as it comes


def set_clocks(row, pools, now):
    """What the timers and rules come to for a lead that has been told, flagged as the sweep would have."""
    if row["pool_id"] is None:
        return
    lead = Lead(**{name: value for name, value in row.items() if name in FIELDS})
    lead.pool = pools[row["pool_id"]]
    lead.set_clocks(now=now)
    lead.is_overdue = lead.overdue_at is not None and lead.overdue_at <= now
    lead.is_contact_late |= lead.awaits_first_contact and lead.first_contact_due_at <= now
    row |= {name: lead.__dict__[name] for name in CLOCKS}


def _let_it_recycle(pool):
    rule = RecycleRule.objects.create(
        pool=pool, name="Forgotten leads", match=Match.ANY, no_activity_days=QUIET, warn_days=7
    )
    RecycleCondition.objects.create(rule=rule, field="status", operator="one_of", value="new, working")
    pool.recycle_brake_percent = 20
    pool.save(update_fields=["recycle_brake_percent"])


def _holidays(year):
    for one in (year, year + 1):
        yield date(one, 1, 1), "New Year"
        yield date(one, 12, 25), "Christmas Day"
