"""Runs in the background: nudged when they start, swept up when whoever had them died."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from hotcrm.pages.importing.tasks import carry_on_import, resume_imports
from hotcrm.pages.models import Run, RunItem
from hotcrm.pages.runs.execution import carry_out
from hotcrm.records.sweeping import sweep

__all__ = [
    "carry_on_import",
    "carry_out_run",
    "forget_old_lines",
    "resume_imports",
    "resume_runs",
]  # a worker looks for them here

LINES_KEPT = timedelta(days=90)  # long after the last chance to undo


@shared_task
def carry_out_run(pk: int) -> None:
    """A long run goes to the end of the queue after each turn, so that short ones get theirs."""
    if not carry_out(pk):
        carry_out_run.delay(pk)


@sweep(seconds=30)
def resume_runs() -> None:
    for pk in Run.objects.left_alone().order_by("pk").values_list("pk", flat=True)[:100]:
        carry_out_run.delay(pk)


@sweep(seconds=600)
def forget_old_lines() -> None:
    """A run stays with its numbers; what became of each single record is in the record's own history anyway."""
    RunItem.objects.filter(run__finished_at__lt=timezone.now() - LINES_KEPT).delete()
