"""The night of a pool: what its recycle rules take back, who is warned of it, and what the brake stops.

A run and its rehearsal read the same rows: those whose reclaim date has come, as `Recycled` works it out.
"""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.saving import save_each
from hotcrm.records.telling import Told, tell_people
from pools.models import Pool, RecycleRule, RecycleRun
from pools.models.membership import administrators_of

from .bites import CHUNK, PAUSE
from .clock_runs import finish_clock_runs
from .models import Lead
from .models.lifecycle import OPEN

NIGHT = range(3, 6)  # o'clock, where the pool is: a run begins in these hours, and ends whenever it ends


@dataclass(frozen=True)
class Rehearsal:
    """What a run of a pool would take on a day, and whether its brake would stop it."""

    pool: Pool
    on: date

    @property
    def leads(self):
        """Those due, the longest first."""
        due = Lead._base_manager.filter(pool=self.pool, reclaim_on__isnull=False, reclaim_on__lte=self.on)
        return due.order_by("reclaim_on", "pk")

    @cached_property
    def due(self) -> int:
        return self.leads.order_by().count() if self.pool.is_enabled else 0

    @cached_property
    def owned(self) -> int:
        return Lead._base_manager.filter(pool=self.pool, owner__isnull=False, status__in=OPEN).count()

    @property
    def is_braked(self) -> bool:
        """More than its share of the owned leads at once. One lead alone is no emptying of desks."""
        percent = self.pool.recycle_brake_percent
        return percent is not None and self.due > 1 and 100 * self.due > percent * self.owned


def next_run(pool, *, now=None) -> date:
    """The day of the pool's calendar whose night comes next."""
    local = (now or timezone.now()).astimezone(pool.clocks.calendar.zone)
    is_over = local.hour >= NIGHT.stop or _run_of(pool, local.date(), finished_at__isnull=False).exists()
    return local.date() + timedelta(days=is_over)


def stopped_run(pool, *, now=None) -> RecycleRun | None:
    """The run that the brake stopped today and nobody let go."""
    run = _run_of(pool, pool.clocks.calendar.local_day(now or timezone.now())).first()
    return run if run is not None and run.is_stopped else None


def allow(pool, on, *, by):
    """Let a run take what it takes, be it that the brake stopped it or that it is still to come."""
    run, _is_new = RecycleRun.objects.get_or_create(pool=pool, on=on)
    RecycleRun.objects.filter(pk=run.pk).update(allowed_by=by)


def recycle_tonight(*, now=None):
    """Begin the runs of the pools where it is night, go on with those that were broken off or allowed since."""
    now = now or timezone.now()
    for pool in pools_that_recycle():
        if _is_due(pool, now):
            recycle(pool, now=now)


def pools_that_recycle():
    rules = RecycleRule.objects.filter(is_active=True)
    return Pool.objects.filter(is_enabled=True, pk__in=rules.values("pool")).order_by("pk")


def recycle(pool, *, now=None, each=lambda run: None) -> RecycleRun:
    """Take back what is due today, unless the brake stops it; what the run came to. Doing it again changes nothing."""
    finish_clock_runs(pool)
    pool.refresh_from_db()
    run, _is_new = RecycleRun.objects.get_or_create(
        pool=pool, on=pool.clocks.calendar.local_day(now or timezone.now())
    )
    if not _begin(run):
        return run
    left = 0
    for pks in _chunks(Rehearsal(pool, run.on)):
        left += _take(run, pks)
        each(run)
        time.sleep(PAUSE)
    if not left:
        RecycleRun.objects.filter(Q(pk=run.pk) | Q(pool=pool, on__lt=run.on, braked_at__isnull=True)).filter(
            finished_at__isnull=True
        ).update(finished_at=timezone.now())
    run.refresh_from_db()
    return run


def warn_of_reclaims(*, now=None) -> int:
    """Tell owners of the leads they are about to lose, as many days before as the rule says; how many leads."""
    now, warned = now or timezone.now(), 0
    rules = RecycleRule.objects.filter(is_active=True, warn_days__isnull=False, pool__is_enabled=True)
    for rule in rules.select_related("pool").order_by("pk"):
        until = rule.pool.clocks.calendar.local_day(now) + timedelta(days=rule.warn_days or 0)
        while number := _warn(rule, until, now):
            warned += number
            time.sleep(PAUSE)
    return warned


def _is_due(pool, now) -> bool:
    local = now.astimezone(pool.clocks.calendar.zone)
    run = _run_of(pool, local.date()).first()
    if run is None or not run.has_begun:
        return local.hour in NIGHT
    return run.finished_at is None and not run.is_stopped


def _run_of(pool, on, **states):
    return RecycleRun.objects.filter(pool=pool, on=on, **states)


@transaction.atomic
def _begin(run) -> bool:
    """Whether the run may take anything. The brake is asked before its first lead, and stops it once."""
    run = RecycleRun.objects.select_for_update(of=("self",)).select_related("pool").get(pk=run.pk)
    rehearsal = Rehearsal(run.pool, run.on)
    is_stopped = rehearsal.is_braked and run.allowed_by_id is None
    if not is_stopped and not rehearsal.due and run.finished_at:
        return False
    if is_stopped and run.braked_at is None:
        tell_people(_told_of_brake(run, rehearsal), occasion=f"brake:{run.pk}")
    run.due, run.owned = run.taken + rehearsal.due, max(run.owned, rehearsal.owned)
    run.braked_at = (run.braked_at or timezone.now()) if is_stopped else run.braked_at
    run.finished_at = None
    run.save(update_fields=["due", "owned", "braked_at", "finished_at"])
    return not is_stopped


def _told_of_brake(run, rehearsal) -> list[Told]:
    facts = {"pool": run.pool.name, "due": rehearsal.due, "owned": rehearsal.owned}
    [lead] = rehearsal.leads[:1]
    people = administrators_of([run.pool_id]).get(run.pool_id, [])
    url = reverse("pool_recycling", args=[run.pool.slug])
    return [Told(NoticeKind.RECYCLE_BRAKE, person, lead, facts, url=url) for person in people]


def _chunks(rehearsal):
    """The keys of what is due, read on behind the last: what cannot be taken now does not hold up the rest."""
    behind = Q()
    while found := list(rehearsal.leads.filter(behind).values_list("reclaim_on", "pk")[:CHUNK]):
        yield [pk for _day, pk in found]
        day, pk = found[-1]
        behind = Q(reclaim_on__gt=day) | Q(reclaim_on=day, pk__gt=pk)


@transaction.atomic
def _take(run, pks) -> int:
    """Take these back, those that are still due as they stand now; how many somebody else was working on."""
    results = Lead.recycle.apply(pks, by=None, on=run.on, occasion=f"recycle:{run.pk}")
    RecycleRun.objects.filter(pk=run.pk).update(taken=F("taken") + len(results.done))
    busy = [pk for pk, refusal in results.refused if refusal.code == "busy"]
    _put_right([pk for pk, refusal in results.refused if refusal.code != "busy"])
    run.refresh_from_db()
    return len(busy)


def _put_right(pks):
    """What turned out not to be due had a date that was out of date."""
    leads = list(
        Lead._base_manager.filter(pk__in=pks).select_related("pool").order_by("pk").select_for_update(of=("self",))
    )
    changes = [lead.set_clocks(now=timezone.now()) for lead in leads]
    if changed := set().union(*changes):
        save_each(Lead, leads, changed)


@transaction.atomic
def _warn(rule, until, now) -> int:
    due = Lead._base_manager.filter(
        reclaim_rule=rule, reclaim_on__isnull=False, reclaim_warned_at__isnull=True, reclaim_on__lte=until
    ).order_by("reclaim_on")
    leads = list(due.select_for_update(of=("self",), skip_locked=True)[:CHUNK])
    Lead._base_manager.filter(pk__in=[lead.pk for lead in leads]).update(reclaim_warned_at=now)
    told = [
        Told(
            NoticeKind.RECYCLE_WARNING,
            lead.owner_id,
            lead,
            {"pool": rule.pool.name, "on": lead.reclaim_on.isoformat()},
        )
        for lead in leads
    ]
    tell_people(told, at=now, occasion=f"warn:{rule.pk}:{now:%Y%m%d%H%M}")
    return len(leads)
