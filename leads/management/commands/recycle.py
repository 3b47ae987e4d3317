"""Take back what the recycle rules of the pools take today, at once; or only say what they would."""

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from hotcrm.terminal import ProgressBar
from leads.clock_runs import finish_clock_runs
from leads.recycling import Rehearsal, pools_that_recycle, recycle, warn_of_reclaims


class Command(BaseCommand):
    help = "Take back the leads whose reclaim date has come. The timetable does this in the night of each pool."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say which leads it would take, and take none")

    def handle(self, *, dry_run, **options) -> None:
        finish_clock_runs()
        stopped = self.rehearse() if dry_run else self.recycle()
        if stopped:
            names = ", ".join(pool.slug for pool in stopped)
            raise CommandError(f"Stopped by the brake: {names}. An administrator of the pool may let it run.")

    def rehearse(self):
        """One line for each lead: pool, number, owner, day, rule."""
        rehearsals = [Rehearsal(pool, _today(pool)) for pool in pools_that_recycle()]
        taken = [rehearsal for rehearsal in rehearsals if rehearsal.due and not rehearsal.is_braked]
        for rehearsal in taken:
            for lead in rehearsal.leads.select_related("owner", "reclaim_rule").iterator():
                words = (rehearsal.pool.slug, lead.number, lead.owner.username, lead.reclaim_on, lead.reclaim_rule)
                self.stdout.write("\t".join(str(word) for word in words))
        self.stdout.write(_said("Would take", sum(one.due for one in taken), len(taken)))
        return [rehearsal.pool for rehearsal in rehearsals if rehearsal.is_braked]

    def recycle(self):
        warn_of_reclaims()
        bar, pools, stopped, taken, where = ProgressBar(), list(pools_that_recycle()), [], 0, 0
        for number, pool in enumerate(pools):
            before = _taken(pool)
            run = recycle(pool, each=lambda run: bar.show(_share(run, number, len(pools)), run.pool.name))  # noqa: B023
            if run.is_stopped:
                stopped.append(pool)
            taken, where = taken + run.taken - before, where + (run.taken > before)
        bar.clear()
        self.stdout.write(_said("Took", taken, where))
        return stopped


def _today(pool):
    return pool.clocks.calendar.local_day(timezone.now())


def _taken(pool) -> int:
    """What this day's run took before."""
    run = pool.recycle_runs.filter(on=_today(pool)).first()
    return run.taken if run else 0


def _share(run, number, pools) -> float:
    return (number + (run.taken / run.due if run.due else 1)) / pools


def _said(what, leads, pools) -> str:
    return f"{what} {leads:,} lead{'s' * (leads != 1)} back into {pools:,} pool{'s' * (pools != 1)}."
