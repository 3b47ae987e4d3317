"""What leads have done for them in the background."""

from celery import shared_task

from hotcrm.records.sweeping import sweep

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
