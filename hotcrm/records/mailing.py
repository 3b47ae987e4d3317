"""Notices that are owed as an e-mail, sent one by one: claimed, sent, marked."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from .models import Notice

log = logging.getLogger(__name__)
# Whoever dies between sending and marking leaves the mail to be sent once more after this.
CLAIMED_FOR = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MOST_ATTEMPTS = 12
MOST_AT_ONCE = 500


def send_due() -> int:
    """Send the mails that are due; how many went out. May run twice at once: a mail is claimed before it is sent."""
    due = Notice.objects.filter(mail_due_at__lte=timezone.now()).order_by("mail_due_at", "pk")
    return sum(_send(notice) for notice in due.select_related("recipient")[:MOST_AT_ONCE] if _claim(notice))


def _claim(notice) -> bool:
    """Put the mail out of the others' reach; False when somebody was quicker."""
    as_seen = Notice.objects.filter(pk=notice.pk, mail_due_at=notice.mail_due_at)
    return bool(as_seen.update(mail_due_at=timezone.now() + CLAIMED_FOR, mail_attempts=F("mail_attempts") + 1))


def _send(notice) -> bool:
    if not (notice.recipient.is_active and notice.recipient.email):
        _settle(notice, mail_due_at=None)
        return False
    try:
        mail_of(notice).send()
    except Exception as error:  # whatever is wrong with one mail must not hold up the others
        log.warning("The mail of notice %s did not go out: %s", notice.pk, error)
        _settle(notice, mail_due_at=_next_try(notice.mail_attempts + 1))
        return False
    _settle(notice, mail_due_at=None, mailed_at=timezone.now())
    return True


def mail_of(notice) -> EmailMessage:
    """The mail, in its reader's language. Its Message-ID is the notice's, so that a second one can be told."""
    with translation.override(notice.recipient.language):
        url = f"{settings.SITE_URL}{notice.url}" if notice.url else ""
        body = render_to_string("mail/notice.txt", {"notice": notice, "url": url})
    host = settings.SITE_URL.split("//")[-1].split("/")[0].split(":")[0]
    return EmailMessage(
        subject=" ".join(notice.subject.split()),
        body=body,
        to=[notice.recipient.email],
        headers={"Message-ID": f"<notice-{notice.pk}@{host}>"},
    )


def _next_try(attempts):
    """Ever longer waits; None after the last try."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return timezone.now() + min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def _settle(notice, **values):
    Notice.objects.filter(pk=notice.pk).update(**values)
