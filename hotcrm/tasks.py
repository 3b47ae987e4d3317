"""The house's own turns on the timetable."""

from hotcrm.people.models import SignedIn
from hotcrm.records.sweeping import sweep


@sweep(seconds=30)
def note_beat() -> None:
    """Does nothing: that it ran shows beat, broker and a worker to be alive (see hotcrm/health.py)."""


@sweep(seconds=600)
def forget_ended_sessions() -> None:
    SignedIn.forget_ended()
