from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext

from hotcrm.records import mailing
from hotcrm.records.models import Notice
from hotcrm.records.tasks import send_due_mails
from tests.factories import UserFactory


def owe(recipient, **values):
    return Notice.objects.create(
        recipient=recipient,
        kind="test",
        key=f"test:{Notice.objects.count()}",
        subject=values.pop("subject", "A hot lead"),
        body="Look at it.",
        url="/leads/1/",
        mail_due_at=timezone.now(),
        **values,
    )


@pytest.fixture
def alice(db):
    return UserFactory(username="alice")


class Broken:
    """A mail server that is away."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("away")


@pytest.fixture
def server_away(settings):
    settings.EMAIL_BACKEND = "tests.records.test_mailing.Broken"


def test_a_mail_that_is_due_goes_out_once(alice):
    notice = owe(alice)
    for _ in range(3):
        send_due_mails()
    notice.refresh_from_db()
    assert [(m.subject, m.to) for m in mail.outbox] == [("A hot lead", ["alice@hotcrm.test"])]
    assert (notice.mail_due_at, notice.mailed_at is not None) == (None, True)


def test_a_mail_tells_where_to_click(alice, settings):
    settings.SITE_URL = "https://crm.example"
    notice = owe(alice)
    send_due_mails()
    assert f"https://crm.example/notices/{notice.pk}/" in mail.outbox[0].body


def test_a_mail_carries_the_key_of_its_notice(alice):
    notice = owe(alice)
    send_due_mails()
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<notice-{notice.pk}@")


def test_what_is_not_due_yet_waits(alice):
    notice = owe(alice)
    Notice.objects.filter(pk=notice.pk).update(mail_due_at=timezone.now() + timedelta(hours=1))
    send_due_mails()
    assert mail.outbox == []


def test_a_notice_without_a_mail_sends_none(alice):
    Notice.objects.create(recipient=alice, kind="test", key="x", subject="Only here")
    send_due_mails()
    assert mail.outbox == []


@pytest.mark.parametrize("gone", [{"is_active": False}, {"email": ""}])
def test_who_cannot_be_mailed_is_not_tried_for_ever(alice, gone):
    notice = owe(alice)
    type(alice).objects.filter(pk=alice.pk).update(**gone)
    send_due_mails()
    notice.refresh_from_db()
    assert (mail.outbox, notice.mail_due_at, notice.mailed_at) == ([], None, None)


def test_a_line_break_in_a_subject_is_no_header(alice):
    owe(alice, subject="Five stars:\nBcc: everybody@evil.example")
    send_due_mails()
    assert mail.outbox[0].subject == "Five stars: Bcc: everybody@evil.example"


def test_a_failed_mail_is_tried_again_ever_later(alice, server_away):
    notice, waits = owe(alice), []
    for _ in range(4):
        Notice.objects.filter(pk=notice.pk).update(mail_due_at=timezone.now())
        send_due_mails()
        notice.refresh_from_db()
        waits.append(round((notice.mail_due_at - timezone.now()).total_seconds() / 60))
    assert (waits, notice.mail_attempts, notice.mailed_at) == ([1, 2, 4, 8], 4, None)


def test_after_many_failures_it_is_given_up(alice, server_away):
    notice = owe(alice, mail_attempts=mailing.MOST_ATTEMPTS - 1)
    send_due_mails()
    notice.refresh_from_db()
    assert (notice.mail_due_at, notice.mailed_at) == (None, None)


def test_one_bad_mail_does_not_hold_up_the_others(alice):
    bad = UserFactory(username="bad", email="a\nb@evil.example")
    owe(bad)
    owe(alice)
    send_due_mails()
    assert [m.to for m in mail.outbox] == [["alice@hotcrm.test"]]


def test_a_mail_claimed_elsewhere_is_left_alone(alice):
    notice = owe(alice)
    seen = Notice.objects.get(pk=notice.pk)
    send_due_mails()
    assert (mailing._claim(seen), len(mail.outbox)) == (False, 1)


def test_a_worker_killed_before_sending_leaves_the_mail_to_the_next(alice):
    notice = owe(alice)
    assert mailing._claim(notice)
    send_due_mails()
    assert mail.outbox == []
    Notice.objects.filter(pk=notice.pk).update(mail_due_at=timezone.now() - timedelta(seconds=1))
    send_due_mails()
    assert len(mail.outbox) == 1


def test_a_mail_speaks_its_readers_language(alice):
    type(alice).objects.filter(pk=alice.pk).update(language="zh-hans")
    owe(alice)
    send_due_mails()
    with translation.override("zh-hans"):
        words = gettext("HotCRM sent you this because it concerns your work there.")
    assert words in mail.outbox[0].body
