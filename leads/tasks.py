"""What leads have done for them in the background."""

from celery import shared_task

from .models import RescoreRun


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
