"""What files do by themselves."""

from hotcrm.records.sweeping import sweep

from .sweeping import remove_orphans


@sweep(seconds=3600)
def remove_orphaned_files() -> None:
    remove_orphans()
