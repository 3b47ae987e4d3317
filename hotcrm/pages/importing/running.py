"""Takes a run from where it stands to its end, chunk by chunk; safe to be killed at any moment.

Each chunk is one transaction: its rows, the rejected ones, the cursor and the lease that says who is at work.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone, translation

from hotcrm.pages.models import ImportRun, RejectedRow
from hotcrm.people.models import User
from hotcrm.records.models.lease import Lease
from hotcrm.records.refusals import Refused

from .reading import Row, Table, open_table
from .unreadable import Unreadable

LEASE = 120  # seconds a chunk may take before another worker may think this one dead
CHUNK = 500
CHUNK_ON_SQLITE = 250  # its only writer must not keep others waiting
PAUSE_ON_SQLITE = 0.03  # seconds in which others get their turn


@dataclass
class Outcome:
    """What became of some rows."""

    created: int = 0
    updated: int = 0
    noted: int = 0
    rejected: list[tuple[Row, str]] = field(default_factory=list)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.created + other.created,
            self.updated + other.updated,
            self.noted + other.noted,
            self.rejected + other.rejected,
        )


class ReadRow(NamedTuple):
    row: Row
    values: dict
    key: object = None  # rows with the same key never share a chunk: the second must find the first
    is_noted: bool = False


class RowReader(Protocol):
    """What a domain makes of the rows of one run; made anew for every turn of work."""

    def read(self, row: Row) -> ReadRow:
        """Raises Unreadable with every reason when values of the row cannot be."""

    def write(self, rows: list[ReadRow], *, by) -> Outcome:
        """Write the rows through the verbs of the domain. A constant number of queries."""


class LeaseLost(Exception):
    pass


def carry_on(pk: int, *, in_turns=False, first=lambda: None, told=None) -> ImportRun | None:
    """Work a run to its end, or `in_turns` until others should get theirs; None when somebody else is at it.

    `first()` is called once the run is ours alone. Returns the run as it then stands.
    """
    lease = Lease.acquire(f"import:{pk}", seconds=LEASE)
    if lease is None:
        return None
    try:
        first()
        run = ImportRun.objects.unfinished().select_related("type", "by").filter(pk=pk).first()
        if run is not None:
            Work(run, lease, in_turns=in_turns, told=told).go()
    except LeaseLost:
        pass
    finally:
        lease.release()
    return ImportRun.objects.filter(pk=pk).first()


class Work:
    def __init__(self, run: ImportRun, lease: Lease, *, in_turns=False, told=None):
        """`told(share, outcome)` hears what became of each chunk. A `dry` run tries everything and keeps nothing."""
        self.run, self.lease, self.told = run, lease, told
        self.dry = run.options.get("dry", False)
        self.in_turns, self.since = in_turns, time.monotonic()

    def go(self):
        by = self.run.by
        with (
            translation.override(by.language if by else settings.LANGUAGE_CODE),
            timezone.override(by.zone if by else None),
        ):
            try:
                self.run.begin()
                with open_table(self.run.file.path, recognise=self.run.importer.known) as table:
                    if self.work_through(table):
                        self.run.finish()
            except (Unreadable, Refused) as problem:
                self.run.finish(ImportRun.Status.FAILED, problem=str(problem))
            except FileNotFoundError:
                self.run.finish(ImportRun.Status.FAILED, problem=translation.gettext("The file is gone."))
            except LeaseLost:
                raise
            except Exception:
                why = translation.gettext("It failed for a reason of ours. An administrator finds it in the log.")
                self.run.stumble(problem=why)
                raise

    def work_through(self, table: Table) -> bool:
        """Whether that was all."""
        reader = self.run.importer.reader(self.run, by=self.person())
        for rows, rejected in chunks(table, reader, after=self.run.cursor):
            last = max(row.number for row in [read.row for read in rows] + [row for row, __ in rejected])
            outcome = self.write(reader, rows, Outcome(rejected=rejected), last, share=int(100 * table.share_read))
            if self.told:
                self.told(table.share_read, outcome)
            if connection.vendor == "sqlite":
                time.sleep(PAUSE_ON_SQLITE)
            # A dry run keeps no cursor to go on from: it has only this turn.
            if self.in_turns and not self.dry and time.monotonic() - self.since > table.file.TURN:
                return False
        return True

    def write(self, reader, rows, rejected: Outcome, cursor: int, *, share: int) -> Outcome:
        with transaction.atomic():
            self.hold_on()
            outcome = rejected + written(reader, rows, by=self.person())
            RejectedRow.objects.bulk_create(
                RejectedRow(run=self.run, number=row.number, cells=row.cells, reason=reason)
                for row, reason in outcome.rejected
            )
            self.run.advance(
                cursor=cursor,
                share=min(share, 99),
                created=outcome.created,
                updated=outcome.updated,
                rejected=len(outcome.rejected),
                noted=outcome.noted,
            )
            transaction.set_rollback(self.dry)
        if self.dry:
            self.lease.renew(seconds=LEASE)  # what was renewed above was taken back with the rest
        return outcome

    def hold_on(self):
        """The run is still ours and still wanted; the row lock keeps a cancel waiting until the chunk is written."""
        if not self.lease.renew(seconds=LEASE):
            raise LeaseLost
        status = ImportRun.objects.select_for_update().values_list("status", flat=True).get(pk=self.run.pk)
        if status != ImportRun.Status.RUNNING:
            raise LeaseLost

    def person(self) -> User | None:
        """Read anew for every chunk: rights may have gone meanwhile."""
        if self.run.by_id is None:
            return None
        person = User.objects.get(pk=self.run.by_id)
        self.run.importer.check_right(person)
        return person


def written(reader, rows: list[ReadRow], *, by) -> Outcome:
    """One row that the database refuses must not cost the others: the chunk is halved until it stands alone."""
    if not rows:
        return Outcome()
    try:
        with transaction.atomic():
            return reader.write(rows, by=by)
    except (DataError, IntegrityError, ValidationError, Refused) as fault:
        if len(rows) == 1:
            return Outcome(rejected=[(rows[0].row, in_words(fault))])
    half = len(rows) // 2
    return written(reader, rows[:half], by=by) + written(reader, rows[half:], by=by)


def in_words(fault: Exception) -> str:
    if isinstance(fault, ValidationError):
        return " ".join(map(str, fault.messages))
    if isinstance(fault, Refused):
        return str(fault.message)
    return translation.gettext("The values contradict a rule of the database.")


def chunks(table: Table, reader: RowReader, *, after: int) -> Iterator[tuple[list[ReadRow], list[tuple[Row, str]]]]:
    """The rows below `after`, in portions: those that could be read, and those that could not with the reason."""
    size = CHUNK_ON_SQLITE if connection.vendor == "sqlite" else CHUNK
    rows, rejected, keys = [], [], set()
    for row in table:
        if row.number <= after:
            continue
        read = row_or_reason(reader, row)
        is_repeated = isinstance(read, ReadRow) and read.key in keys
        if is_repeated or len(rows) + len(rejected) == size:
            yield rows, rejected
            rows, rejected, keys = [], [], set()
        if isinstance(read, ReadRow):
            rows.append(read)
            keys |= {read.key} - {None}
        else:
            rejected.append((row, read))
    if rows or rejected:
        yield rows, rejected


def row_or_reason(reader: RowReader, row: Row) -> ReadRow | str:
    try:
        return reader.read(row)
    except Unreadable as problem:
        return str(problem)
