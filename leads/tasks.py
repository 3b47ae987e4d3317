"""What leads have done for them in the background."""

from celery import shared_task

from hotcrm.records.sweeping import sweep

from . import clock_runs, overdue, recycling
from .models import Lead, RescoreRun


@shared_task
def rescore() -> None:
    """Every night: engagement ages out of its 90 days."""
    RescoreRun.ask()
    RescoreRun.finish_due()


@shared_task
def finish_rescoring() -> None:
    """Score what is due, and what changed rules made due. A run somebody is at is left to them."""
    RescoreRun.ask_if_rules_moved()
    RescoreRun.finish_due()


@sweep(seconds=600)
def route_waiting() -> None:
    """Somebody is back, or has room again: new leads that nobody was free for find their owner."""
    Lead.objects.route_waiting()


@sweep(seconds=600)
def flag_overdue() -> None:
    """What became overdue this minute, and the first contacts that nobody made in time."""
    overdue.flag_overdue()


@sweep(seconds=600)
def set_clocks() -> None:
    """The rules of a pool are other ones, so are the dates of its leads. What was broken off is taken up."""
    clock_runs.ask_after_rescoring()
    clock_runs.finish_clock_runs()


@sweep(seconds=600)
def recycle() -> None:
    """Warn owners; and where it is night, take back what the rules take."""
    recycling.warn_of_reclaims()
    recycling.recycle_tonight()
