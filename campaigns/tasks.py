"""What campaigns have done for them in the background."""

from hotcrm.records.sweeping import sweep

from . import completing, following_up


@sweep(seconds=600)
def tell_unfollowed() -> None:
    """Who responded, and waits too long for somebody."""
    following_up.tell_unfollowed()


@sweep(seconds=600)
def complete_ended() -> None:
    """Whose last day is over, in the zone of its owner, is completed."""
    completing.complete_ended()
