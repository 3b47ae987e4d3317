"""What the records do by themselves."""

from hotcrm.records.sweeping import sweep

from .mailing import send_due


@sweep(seconds=600)
def send_due_mails() -> None:
    send_due()
