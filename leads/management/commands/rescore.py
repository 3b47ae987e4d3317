"""Score every lead again, at once."""

import time

from django.core.management import BaseCommand, CommandError

from hotcrm.terminal import ProgressBar
from leads.models import Lead, RescoreRun


class Command(BaseCommand):
    help = "Score every lead again. A run that was broken off before is taken up where it stood."

    def handle(self, **options) -> None:
        run, began = RescoreRun.due() or RescoreRun.ask(), time.monotonic()
        done_before, total, bar = run.scored, Lead.objects.count() or 1, ProgressBar()
        if not RescoreRun.finish_due(each=lambda run: bar.show(run.scored / total, f"{run.scored:,} leads")):
            raise CommandError("Another process is scoring the leads right now.")
        bar.clear()
        run.refresh_from_db()
        seconds = max(time.monotonic() - began, 0.001)
        speed = (run.scored - done_before) / seconds
        self.stdout.write(
            f"Rescored {run.scored:,} leads, {run.moved:,} moved, in {seconds:.1f} s ({speed:,.0f} a second)."
        )
