"""What campaigns have done for them in the background."""

from hotcrm.records.sweeping import sweep

from . import following_up


@sweep(seconds=600)
def tell_unfollowed() -> None:
    """Who responded, and waits too long for somebody."""
    following_up.tell_unfollowed()
