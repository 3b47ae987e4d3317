"""What the API does by itself."""

from hotcrm.records.sweeping import sweep

from .idempotency import forget


@sweep(seconds=600)
def forget_idempotency_keys() -> None:
    forget()
