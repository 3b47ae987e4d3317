"""Notices that are owed as an e-mail, sent person by person: claimed, sent, marked."""

import logging
from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext

from .models import Notice
from .notice_words import speaking_to, worded

log = logging.getLogger(__name__)
# Whoever dies between sending and marking leaves the mail to be sent once more after this.
CLAIMED_FOR = timedelta(minutes=10)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MOST_ATTEMPTS = 12
MOST_AT_ONCE = 500


def send_due() -> int:
    """Send what is due, to each person one mail; how many went out. May run twice at once: a notice is claimed first.

    A notice that was read in the product meanwhile, or whose record is not for this person any more, is not mailed.
    """
    due = Notice.objects.filter(mail_due_at__lte=timezone.now()).order_by("mail_due_at", "pk")
    claimed = defaultdict(list)
    for notice in due.select_related("recipient", "by")[:MOST_AT_ONCE]:
        if _claim(notice):
            claimed[notice.recipient].append(notice)
    return sum(_send(person, notices) for person, notices in claimed.items())


def _claim(notice) -> bool:
    """Put the mail out of the others' reach; False when somebody was quicker."""
    as_seen = Notice.objects.filter(pk=notice.pk, mail_due_at=notice.mail_due_at)
    return bool(as_seen.update(mail_due_at=timezone.now() + CLAIMED_FOR, mail_attempts=F("mail_attempts") + 1))


def _send(person, notices) -> bool:
    told = [notice for notice in worded(notices, person) if _is_worth_a_mail(notice)]
    if not (told and person.is_active and person.email):
        _settle(notices, mail_due_at=None)
        return False
    _settle([notice for notice in notices if notice not in told], mail_due_at=None)
    try:
        mail_of(person, told).send()
    except Exception as error:  # whatever is wrong with one mail must not hold up the others
        log.warning("The mail of notice %s did not go out: %s", told[0].pk, error)
        for notice in told:
            _settle([notice], mail_due_at=_next_try(notice.mail_attempts + 1))
        return False
    _settle(told, mail_due_at=None, mailed_at=timezone.now())
    return True


def _is_worth_a_mail(notice) -> bool:
    words = notice.words
    return notice.read_at is None and (words.is_seen or (words.kind is not None and words.kind.spec.told_unseen))


def mail_of(person, notices) -> EmailMessage:
    """The mail, in its reader's language. Its Message-ID is that of the first, so that a second one can be told."""
    with speaking_to(person):
        several = ngettext("%(count)d notice for you", "%(count)d notices for you", len(notices))
        subject = notices[0].words.subject if len(notices) == 1 else several % {"count": len(notices)}
        body = render_to_string("mail/notice.txt", {"notices": notices, "site": settings.SITE_URL})
    host = settings.SITE_URL.split("//")[-1].split("/")[0].split(":")[0]
    return EmailMessage(
        subject=" ".join(subject.split())[:200],
        body=body,
        to=[person.email],
        headers={"Message-ID": f"<notice-{notices[0].pk}@{host}>"},
    )


def _next_try(attempts):
    """Ever longer waits; None after the last try."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return timezone.now() + min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def _settle(notices, **values):
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(**values)
