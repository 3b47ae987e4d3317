"""What must hold in every database, whatever has happened: asked of all rows, answered with those that break it."""

from django.core.management import BaseCommand, CommandParser

from hotcrm.invariants import INVARIANTS, Invariant

NAMED = 5  # rows a line names


class Command(BaseCommand):
    help = "Print every invariant that is broken, with the rows that break it. Exit status 1 when there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="print the invariants and check nothing")

    def handle(self, *, list: bool, **options) -> None:
        if list:
            for invariant in INVARIANTS:
                self.stdout.write(invariant.sentence)
            return
        broken = [line for invariant in INVARIANTS if (line := self._report(invariant))]
        self.stdout.write(f"{len(INVARIANTS)} invariants checked, {len(broken)} broken.")
        if broken:
            raise SystemExit(1)

    def _report(self, invariant: Invariant) -> str:
        rows = [str(row) for row in invariant.breakers()]
        if not rows:
            return ""
        more = f" and {len(rows) - NAMED:,} more" if len(rows) > NAMED else ""
        line = f"{invariant.sentence} Not so: {', '.join(rows[:NAMED])}{more}."
        self.stdout.write(line)
        return line
