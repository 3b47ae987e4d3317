"""Take leads in from a CSV or XLSX file."""

import csv
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from campaigns.models import Campaign
from hotcrm.pages.formulas import defused
from hotcrm.pages.importing.running import carry_on
from hotcrm.pages.importing.starting import begin
from hotcrm.pages.importing.unreadable import Unreadable
from hotcrm.people.models import User
from hotcrm.records.models import Vocabulary
from hotcrm.terminal import ProgressBar
from leads.importing.importer import KEYS, MODES
from leads.models import Lead
from pools.models import Pool


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--pool", metavar="SLUG", help="where leads without an owner wait (the default pool)")
        parser.add_argument("--campaign", metavar="CODE")
        parser.add_argument("--owner", metavar="USER", help="whose the leads become")
        parser.add_argument(
            "--key", choices=KEYS, metavar="FIELD", help=f"known leads are found by: {', '.join(KEYS)}"
        )
        parser.add_argument("--mode", choices=MODES, default="create", help="what becomes of known and unknown leads")
        parser.add_argument("--extra", action="store_true", help="keep columns that no field knows in the notes")
        parser.add_argument("--history", action="store_true", help="take over closed outcomes and dates of creation")
        parser.add_argument(
            "--vocabulary", choices=Vocabulary.values, default=Vocabulary.HOTCRM, help="whose words its statuses are"
        )
        parser.add_argument("--dates", choices=["dmy", "mdy"], default="", help="how to read 03/04/2024")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")
        parser.add_argument("--rejects", metavar="FILE", type=Path, help="write rejected rows with their reasons here")

    def handle(self, *, file, dry_run, rejects, **options):
        if options["mode"] != "create" and not options["key"]:
            raise CommandError("--mode update and upsert need --key.")
        chosen = {
            "pool": one(Pool, "slug", options["pool"], "pool"),
            "campaign": one(Campaign, "code", options["campaign"], "campaign"),
            "owner": one(User.objects.filter(is_active=True), "username", options["owner"], "active person"),
            "day_order": options["dates"],
            "dry": dry_run,
            **{name: options[name] for name in ("key", "mode", "extra", "history", "vocabulary")},
        }
        run = self.begin(file)
        tally = Tally(run, self.stderr, rejects)
        try:
            # Nobody else takes it up meanwhile: it begins once it is ours.
            carry_on(run.pk, first=lambda: run.start(mapping=run.mapping, options=chosen), told=tally.take)
        except KeyboardInterrupt:
            run.cancel()
            raise CommandError("Interrupted; what is in stays in.")
        finally:
            tally.close()
            run.forget_file()
        run.refresh_from_db()
        if dry_run:
            run.delete()
        self.sum_up(run, tally, dry=dry_run)

    def begin(self, path: Path):
        try:
            with path.open("rb") as opened:
                run = begin(Lead, File(opened, name=path.name), by=None)
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror}.")
        except Unreadable as problem:
            raise CommandError(f"{path}: {problem}")
        unknown = [header for header, field in zip(run.headers, run.mapping, strict=True) if not field]
        for note in run.evidence["notes"]:
            self.stderr.write(note)
        if unknown:
            self.stderr.write(f"Not known and left out: {', '.join(unknown)}.")
        return run

    def sum_up(self, run, tally, *, dry):
        if run.status != run.Status.DONE:
            raise CommandError(run.problem or "The import was stopped; what is in stays in.")
        line = f"{tally.created} created, {tally.updated} updated, {tally.rejected} rejected."
        if tally.noted:
            line += f" In {tally.noted} rows a value had no counterpart here; it stands in the notes."
        self.stdout.write(("Dry run, nothing kept: " if dry else "") + line)
        if tally.rejected:
            row, reason = tally.first
            raise CommandError(f"Row {row.number}: {reason}" + (" …" if tally.rejected > 1 else ""))


class Tally:
    """Counts what became of the rows, moves the bar, and writes rejected rows out as they come."""

    def __init__(self, run, stream, rejects: Path | None):
        self.created = self.updated = self.rejected = self.noted = 0
        self.first = None
        self.bar = ProgressBar(stream)
        self.file = opened(rejects) if rejects else None
        self.writer = csv.writer(self.file) if self.file else None
        self.write([*run.headers, "Row", "Reason"])

    def take(self, share, outcome):
        self.created += outcome.created
        self.updated += outcome.updated
        self.noted += outcome.noted
        self.rejected += len(outcome.rejected)
        self.first = self.first or next(iter(outcome.rejected), None)
        for row, reason in outcome.rejected:
            self.write([*row.cells, str(row.number), reason])
        self.bar.show(share, f"{self.created + self.updated + self.rejected:,} rows")

    def write(self, cells):
        if self.writer:
            self.writer.writerow([defused(cell) for cell in cells])

    def close(self):
        self.bar.clear()
        if self.file:
            self.file.close()


def opened(path: Path):
    try:
        return path.open("w", encoding="utf-8-sig", newline="")
    except OSError as fault:
        raise CommandError(f"{path}: {fault.strerror}.")


def one(rows, field: str, value, noun: str):
    if not value:
        return None
    rows = getattr(rows, "objects", rows)
    found = rows.filter(**{field: value}).first()
    if found is None:
        raise CommandError(f"There is no {noun} “{value}”.")
    return found.pk
