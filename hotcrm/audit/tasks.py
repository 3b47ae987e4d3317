"""What the audit does by itself."""

from hotcrm.records.sweeping import sweep

from .forgetting import forget_seen


@sweep(seconds=3600)
def forget_what_was_seen() -> None:
    forget_seen()
