"""How a run is carried out: a chunk, a transaction, and in it both what was done and that it was done.

On PostgreSQL a long run is carried out by two sessions at once, a chunk each: while the database writes one, the other
is worked out. Only the first of the two moves the cursor; what stands behind it and is done already is not waiting.

A worker holds the run by a lease that each chunk renews. Killed at any moment, it has done whole chunks only; when
its lease has passed another goes on behind the last of them. A worker that lost its lease without noticing is told
by `advance`, and its chunk is rolled back.
"""

import logging
import time
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hotcrm.pages.models import Outcome, Run, RunItem
from hotcrm.pages.models.run import RunStatus
from hotcrm.records.refusals import Refused
from hotcrm.records.saving import write_lines
from hotcrm.records.verbs import CHUNK
from hotcrm.side_by_side import side_by_side

from .values import plain, unpacked

log = logging.getLogger(__name__)

LEASE = 60  # seconds; a chunk takes less than one
TURN = 30  # seconds after which a worker looks whether others wait
PATIENCE = 3  # times in a row that a chunk may fail for reasons of ours


class Lost(Exception):
    """Somebody cancelled this run or took it over."""


class Busy(Exception):
    """The records are locked by somebody else."""


def carry_out(pk, *, seconds=TURN) -> bool:
    """Go on with a run until it is over (True) or a turn is; at most one worker at a time does so."""
    run = Run.objects.filter(pk=pk).select_related("type", "by").first()
    if run is None or not run.take(seconds=LEASE):
        return True
    until = time.monotonic() + seconds
    with translation.override(run.by.language):
        try:
            while time.monotonic() < until:
                try:
                    if not step(run):
                        return True
                except Busy:
                    time.sleep(0.5)
                breathe()
            run.give_back()
        except Lost:
            return True
        except Exception:
            log.exception("Run %s failed behind record %s.", run.pk, run.cursor)
            stumble(run)
            return True
    return False


def step(run: Run) -> bool:
    """A chunk, or two side by side; False when none is left."""
    size = chunk_of(run)
    ahead = size * (2 if size >= CHUNK else 1)
    waiting = run.items.filter(object_id__gt=run.cursor, outcome=Outcome.WAITING).order_by("object_id")[:ahead]
    items: list[Any] = list(waiting.values_list("object_id", "version", "before", named=True))
    if not items:
        run.close(RunStatus.FINISHED)
        return False
    first, second = items[:size], items[size:]
    jobs = [partial(do_chunk, run, first, cursor=first[-1].object_id)]
    if second:
        jobs.append(partial(do_chunk, run, second))
    return all(side_by_side(*jobs))


def do_chunk(run: Run, items, *, cursor=None) -> bool:
    """False when the run was stopped."""
    with translation.override(run.by.language), transaction.atomic():
        by = get_user_model().objects.filter(pk=run.by_id, is_active=True).first()
        if by is None:
            return stop(run, _("Whoever started it is not active any more."))
        try:
            values = values_of(run, items)
        except Refused as gone:
            return stop(run, _("What it needs does not exist any more: %(what)s") % {"what": gone.message})
        keys = [item.object_id for item in items]
        results = run.bound_verb.apply(keys, by=by, occasion=f"run:{run.pk}", **values)
        note(run, results)
        done, refused = len(results.done), len(results.refused)
        if not run.advance(cursor=cursor, done=done, refused=refused, seconds=LEASE):
            raise Lost
    return True


def values_of(run, items) -> dict:
    if run.undo_of_id:
        return {"steps": {item.object_id: (item.version, item.before or {}) for item in items}}
    return {name: unpacked(value) for name, value in run.params.items()}


def note(run, results):
    """Write into each item what became of its record: one statement, in the transaction that did it."""
    if any(refusal.code == "busy" for _pk, refusal in results.refused):
        raise Busy
    lines = [{"object_id": pk, "outcome": Outcome.REFUSED, "why": why.message[:300]} for pk, why in results.refused]
    for row in results.done:
        line = {"object_id": row.pk, "outcome": Outcome.DONE, "version": row.version}
        if run.undo_of_id is None:
            line["before"] = {name: plain(value) for name, value in results.before.get(row.pk, {}).items()}
        lines.append(line)
    write_lines(RunItem, ("outcome", "why", "version", "before"), lines, key="object_id", run_id=run.pk)


def stop(run, problem) -> bool:
    run.close(RunStatus.STOPPED, problem=problem)
    return False


def stumble(run):
    """Try again in a while; after some times in a row, say that it does not work."""
    run.failures += 1
    if run.failures >= PATIENCE:
        stop(run, _("It failed for a reason of ours. An administrator finds it in the log."))
    else:
        run.give_back(after=10 * run.failures)


def chunk_of(run) -> int:
    """Fewer records where the model says that a verb of its has more to do with each; more where the verb takes more
    and nothing asks for short ones."""
    usual = chunk_size()
    most = getattr(run.type.model_class(), "chunks", {}).get(run.verb, run.bound_verb.at_once)
    return most if usual == CHUNK else min(usual, most)


def chunk_size() -> int:
    """SQLite has one writer: short chunks, so that people who write meanwhile do not wait."""
    return 150 if connection.vendor == "sqlite" else CHUNK


def breathe():
    if connection.vendor == "sqlite":
        time.sleep(0.1)
