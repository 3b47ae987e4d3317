"""A small company at work: people, pools, campaigns and a thousand leads with a past."""

import time

from django.core.management import BaseCommand, CommandError, CommandParser

from hotcrm.demo.filling import Filling
from hotcrm.demo.people import PASSWORD
from hotcrm.people.models import User
from hotcrm.terminal import ProgressBar
from leads.models import Lead

LEADS = 1_000
SEED = 20


class Command(BaseCommand):
    help = "Fill an empty database with the demo. Run again, it adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--leads", type=int, default=LEADS, help=f"how many leads (default {LEADS:,})")
        parser.add_argument("--seed", type=int, default=SEED, help="another number, another company")

    def handle(self, *, leads: int, seed: int, **options) -> None:
        if leads < 1:
            raise CommandError("--leads must be at least 1.")
        if Lead.objects.exists():
            self._leave_alone()
            return
        began = time.monotonic()
        Filling(leads, seed, progress=self._progress(leads)).fill()
        seconds = time.monotonic() - began
        self.stdout.write(
            f"Demo: {leads:,} leads in {seconds:.1f} s ({leads / seconds:,.0f} a second); "
            f"everybody's password is {PASSWORD}."
        )

    def _leave_alone(self):
        if not User.objects.filter(username="alice").exists():
            raise CommandError("This database holds leads of its own; the demo only fills an empty one.")
        self.stdout.write(f"Demo: it is here already, with {Lead.objects.count():,} leads; nothing was added.")

    @staticmethod
    def _progress(total):
        bar = ProgressBar()

        def show(done):
            if done < total:
                bar.show(done / total, f"{done:,} of {total:,} leads")
            else:
                bar.clear()

        return show
