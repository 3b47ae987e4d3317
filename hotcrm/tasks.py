"""The house's own turns on the timetable."""

from hotcrm.records.sweeping import sweep


@sweep(seconds=30)
def note_beat() -> None:
    """Does nothing: that it ran shows beat, broker and a worker to be alive (see hotcrm/health.py)."""
