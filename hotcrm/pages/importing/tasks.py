"""Imports in the background: nudged when they start, swept up when whoever had them died."""

from celery import shared_task

from hotcrm.pages.models import ImportRun
from hotcrm.records.sweeping import sweep

from .running import carry_on


@shared_task
def carry_on_import(pk: int) -> None:
    """A long run goes to the end of the queue after each turn, so that others get theirs."""
    run = carry_on(pk, in_turns=True)
    if run and not run.is_finished:
        carry_on_import.delay(pk)


@sweep(seconds=30)
def resume_imports() -> None:
    """A run somebody is at is left to them: its lease says so. Files that are of no more use go."""
    for pk in ImportRun.objects.unfinished().order_by("pk").values_list("pk", flat=True)[:20]:
        carry_on_import.delay(pk)
    for run in ImportRun.objects.with_stale_files()[:20]:
        run.forget_file()
