"""The clocks of all leads of a pool set again, when its rules are other ones. What is due stands in `ClockRun`."""

import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hotcrm.records.saving import save_each
from pools.models import ClockRun, Pool

from .bites import CHUNK, PAUSE
from .models import Lead, RescoreRun
from .models.conditions import MOVE_BY_THEMSELVES
from .models.lifecycle import OPEN


def finish_clock_runs(pool=None, *, each: Callable[[int], object] = lambda leads: None) -> int:
    """Do what is due, of one pool or of all; how many leads were looked at. `each` is told after every chunk."""
    looked_at = 0
    while run := due_runs(pool).order_by("pool", "-asked_at", "-pk").first():
        while pks := _advance(run):
            looked_at += pks
            each(looked_at)
            time.sleep(PAUSE)
        due_runs(run.pool).filter(asked_at__lte=run.asked_at).update(finished_at=timezone.now())
    return looked_at


def due_runs(pool=None):
    due = ClockRun.objects.filter(finished_at__isnull=True)
    return due if pool is None else due.filter(pool=pool)


def ask_after_rescoring():
    """Scores move without anybody touching a lead; where a rule asks for them, its dates follow."""
    scored = RescoreRun.objects.aggregate(at=Max("finished_at"))["at"]
    if scored is None:
        return
    rules = Pool.objects.filter(
        recycle_rules__is_active=True, recycle_rules__conditions__field__in=MOVE_BY_THEMSELVES
    ).annotate(asked_at=Max("clock_runs__asked_at"))
    for pool in rules:
        if pool.asked_at is None or pool.asked_at < scored:
            ClockRun.objects.create(pool=pool)


@transaction.atomic
def _advance(run) -> int:
    """Set the clocks of the next leads and move on; how many they were.

    What is written is what follows from the rules, so a worker that dies, and another that does it again, do no harm.
    The version of a lead stays: nobody who is editing it is to be told of another's change.
    """
    pool, now = Pool.objects.get(pk=run.pool_id), timezone.now()
    rows = Lead._base_manager.filter(pool=pool, status__in=OPEN, pk__gt=run.cursor).order_by("pk")
    leads = list(rows.select_for_update(of=("self",))[:CHUNK])
    changes = {}
    for lead in leads:
        lead.pool = pool
        changes[lead.pk] = lead.set_clocks(now=now)
    if moved := [lead for lead in leads if changes[lead.pk]]:
        save_each(Lead, moved, set().union(*changes.values()))
    Lead.objects.reindex_hidden(leads, pool)
    if leads:
        run.cursor = leads[-1].pk
        run.save(update_fields=["cursor"])
    return len(leads)
