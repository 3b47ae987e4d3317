"""Flag what became overdue, at once."""

from django.core.management import BaseCommand
from django.utils import timezone

from hotcrm.terminal import ProgressBar
from leads.overdue import flag_overdue, late_by, overdue_by


class Command(BaseCommand):
    help = "Flag the leads that became overdue and tell those concerned, once. The timetable does this every minute."

    def handle(self, **options) -> None:
        now, bar = timezone.now(), ProgressBar()
        due = (overdue_by(now).order_by().count() + late_by(now).order_by().count() if bar.is_shown else 0) or 1
        flagged = flag_overdue(
            now=now, each=lambda so_far: bar.show((so_far.overdue + so_far.late) / due, f"{so_far.overdue:,} leads")
        )
        bar.clear()
        self.stdout.write(f"{flagged.overdue:,} leads became overdue, {flagged.late:,} first contacts are late.")
