"""What files and tasks do by themselves."""

from hotcrm.records.sweeping import sweep

from . import due_tasks
from .sweeping import remove_orphans


@sweep(seconds=3600)
def remove_orphaned_files() -> None:
    remove_orphans()


@sweep(seconds=600)
def tell_due_tasks() -> None:
    """Whoever has a task for today, where they work."""
    due_tasks.tell_due()
