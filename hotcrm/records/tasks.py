"""What the records do by themselves."""

from hotcrm.records.sweeping import sweep

from .mailing import send_due
from .telling import forget_read


@sweep(seconds=600)
def send_due_mails() -> None:
    send_due()


@sweep(seconds=600)
def forget_read_notices() -> None:
    forget_read()
