"""Who is told, of what, once, and where: `tell_people` and `inform`."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone

from hotcrm.people.models import User
from hotcrm.records.mailing import send_due
from hotcrm.records.models import Access, Mail, Notice, NoticeSwitch
from hotcrm.records.notice_kinds import SPECS, NoticeKind
from hotcrm.records.tasks import forget_read_notices, send_due_mails
from hotcrm.records.telling import Told, tell_people
from leads.models import Lead
from tests.factories import make_lead

from .reading import as_read


def told():
    return {(notice.recipient.username, notice.kind, notice.count) for notice in Notice.objects.all()}


def tell(kind, person, *leads, by=None, occasion="", at=None, **data):
    return tell_people([Told(kind, person, lead, data) for lead in leads], by=by, occasion=occasion, at=at)


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, last_name="Doe")


@pytest.fixture
def leads(cast):
    return [make_lead(owner=cast.alice) for _ in range(30)]


def test_every_kind_has_its_words(cast, lead):
    assert set(SPECS) == set(NoticeKind)
    for kind in NoticeKind:
        data = {"on": "2026-12-31", "score": 90, "pool": "Public", "due": 4, "owned": 9}
        tell_people([Told(kind, cast.alice, lead, data)])
        notice = Notice.objects.filter(kind=kind).first()
        if notice is not None:
            assert "%(" not in as_read(notice).subject
            assert "–" not in as_read(notice).subject


class TestWho:
    def test_somebody_is_told_of_their_own_lead(self, cast, lead):
        assert tell(NoticeKind.ASSIGNED, cast.alice, lead, by=cast.carol) == 1
        words = as_read(Notice.objects.get())
        assert (words.subject, words.path) == ("Carol assigned Doe to you", lead.get_absolute_url())

    def test_nobody_is_told_what_they_did_themselves(self, cast, lead):
        tell(NoticeKind.ASSIGNED, cast.alice, lead, by=cast.alice)
        assert told() == set()

    def test_who_has_left_is_told_nothing(self, cast, lead):
        User.objects.filter(pk=cast.alice.pk).update(is_active=False)
        assert (tell(NoticeKind.ASSIGNED, cast.alice, lead), told()) == (0, set())

    def test_who_does_not_see_it_is_told_nothing(self, cast, lead):
        tell(NoticeKind.OVERDUE, cast.mallory.pk, lead)
        tell(NoticeKind.OVERDUE, cast.dave, lead)
        assert told() == {("dave", "overdue", 1)}

    def test_nobody_among_them_is_passed_over(self, cast, lead):
        assert (tell(NoticeKind.OVERDUE, None, lead), told()) == (0, set())

    def test_whose_lead_was_taken_away_is_told_without_its_name(self, cast, lead):
        Lead.objects.filter(pk=lead.pk).update(owner=cast.mallory)
        tell(NoticeKind.RECLAIMED, cast.alice, Lead.objects.get(pk=lead.pk), by=cast.carol, pool="Public Pool")
        words = as_read(Notice.objects.get())
        assert (words.subject, words.path) == ("Carol took one of your leads back into Public Pool", "")


class TestOnce:
    def test_one_notice_for_many_leads(self, cast, leads):
        tell(NoticeKind.ASSIGNED, cast.alice, *leads, by=cast.carol)
        notice = Notice.objects.get()
        assert sorted(notice.keys) == sorted(lead.pk for lead in leads)
        words = as_read(notice)
        assert (words.subject, words.path) == (
            "Carol assigned 30 leads to you", f"/leads/?view=all&notice={notice.pk}"
        )  # fmt: skip

    def test_the_same_occasion_told_three_times_is_told_once(self, cast, leads):
        at = timezone.now()
        for _ in range(3):
            tell(NoticeKind.OVERDUE, cast.alice, *leads, occasion="overdue:1", at=at)
        assert told() == {("alice", "overdue", 30)}

    def test_a_notice_grows_with_its_occasion(self, cast, leads):
        for chunk in (leads[:1], leads[:10], leads[5:20], leads[20:]):
            tell(NoticeKind.OVERDUE, cast.alice, *chunk, occasion="run:7")
        assert told() == {("alice", "overdue", 30)}
        assert as_read(Notice.objects.get()).subject == "30 leads are overdue: nobody followed them up in time"

    def test_what_was_read_is_unread_again_when_it_grows(self, cast, leads):
        tell(NoticeKind.OVERDUE, cast.alice, leads[0], occasion="hour:1")
        Notice.objects.all().mark_read()
        tell(NoticeKind.OVERDUE, cast.alice, leads[0], occasion="hour:1")
        assert Notice.objects.unread().count() == 0
        tell(NoticeKind.OVERDUE, cast.alice, leads[1], occasion="hour:1")
        assert Notice.objects.unread().count() == 1

    def test_another_occasion_is_another_notice(self, cast, lead):
        tell(NoticeKind.OVERDUE, cast.alice, lead, occasion="hour:1")
        tell(NoticeKind.OVERDUE, cast.alice, lead, occasion="hour:2")
        assert Notice.objects.count() == 2

    def test_what_is_undone_was_not_told(self, cast, lead):
        with transaction.atomic():
            tell(NoticeKind.OVERDUE, cast.alice, lead)
            transaction.set_rollback(True)
        assert told() == set()

    def test_thirty_leads_of_thirty_people_cost_the_queries_of_one(self, cast, django_assert_num_queries):
        people = User.objects.bulk_create(User(username=f"rep{n}", email=f"r{n}@hotcrm.test") for n in range(30))
        leads = [make_lead(owner=person) for person in people]
        tell(NoticeKind.OVERDUE, cast.alice, leads[0])
        with django_assert_num_queries(3):
            tell_people(Told(NoticeKind.ASSIGNED, lead.owner_id, lead) for lead in leads[:1])
        with django_assert_num_queries(3):
            assert tell_people(Told(NoticeKind.ASSIGNED, lead.owner_id, lead) for lead in leads[1:]) == 29


class TestFromAVerb:
    def test_a_refused_body_tells_nothing(self, cast, lead):
        done = Lead.add_to_team.apply([lead.pk], by=cast.alice, person=cast.bob, access=Access.READ)
        again = Lead.add_to_team.apply([lead.pk], by=cast.alice, person=cast.bob, access=Access.READ)
        assert (len(done.done), len(again.refused), told()) == (1, 1, {("bob", "team", 1)})

    def test_the_chunks_of_a_run_tell_a_person_once(self, cast, leads):
        for chunk in (leads[:12], leads[12:]):
            keys = [lead.pk for lead in chunk]
            Lead.add_to_team.apply(keys, by=cast.alice, occasion="run:1", person=cast.bob, access=Access.READ)
        assert told() == {("bob", "team", 30)}

    def test_who_gets_a_task_is_told_what_it_is(self, cast, lead):
        lead.plan_task(by=cast.alice, title="Send the offer", assignee=cast.dave)
        lead.plan_task(by=cast.alice, title="My own", assignee=cast.alice)
        words = as_read(Notice.objects.get())
        assert (words.subject, words.lines) == ("Alice gave you a task: Doe", ["Send the offer"])

    def test_the_owner_is_told_of_five_stars_also_by_themselves(self, cast, lead):
        lead.edit(by=cast.alice, changes={"rating": 5}, version=lead.version)
        words = as_read(Notice.objects.get())
        assert (words.subject, words.lines) == ("Five stars: Doe", [f"Score: {Lead.objects.get().score}"])
        assert (send_due(), [message.to for message in mail.outbox]) == (1, [["alice@hotcrm.test"]])


class TestSwitches:
    def switch(self, person, kind, shown, how):
        NoticeSwitch.objects.create(person=person, kind=kind, in_product=shown, mail=how)

    def test_what_is_off_is_not_told(self, cast, lead):
        self.switch(cast.alice, NoticeKind.ASSIGNED, False, Mail.NEVER)
        assert (tell(NoticeKind.ASSIGNED, cast.alice, lead), told()) == (0, set())

    def test_by_mail_alone_is_not_in_the_inbox(self, cast, lead):
        self.switch(cast.alice, NoticeKind.ASSIGNED, False, Mail.AT_ONCE)
        tell(NoticeKind.ASSIGNED, cast.alice, lead)
        assert (Notice.objects.inbox_of(cast.alice).count(), send_due(), len(mail.outbox)) == (0, 1, 1)

    def test_in_the_product_alone_is_not_mailed(self, cast, lead):
        self.switch(cast.alice, NoticeKind.ASSIGNED, True, Mail.NEVER)
        tell(NoticeKind.ASSIGNED, cast.alice, lead)
        assert (Notice.objects.inbox_of(cast.alice).count(), send_due()) == (1, 0)

    def test_the_house_may_say_otherwise_and_the_person_once_more(self, cast, lead):
        self.switch(None, NoticeKind.OVERDUE, False, Mail.NEVER)
        tell(NoticeKind.OVERDUE, cast.alice, lead)
        assert told() == set()
        self.switch(cast.alice, NoticeKind.OVERDUE, True, Mail.NEVER)
        tell(NoticeKind.OVERDUE, cast.alice, lead)
        tell(NoticeKind.OVERDUE, cast.dave, lead)
        assert told() == {("alice", "overdue", 1)}

    def test_a_mention_is_written_down_whatever_is_wanted(self, cast, lead):
        """The mark in the text says who was told."""
        self.switch(cast.dave, NoticeKind.MENTION, False, Mail.NEVER)
        lead.comment(by=cast.alice, body="@dave")
        notice = Notice.objects.get()
        assert (notice.recipient, notice.shown, notice.mail_due_at) == (cast.dave, False, None)


class TestMails:
    def test_once_a_day_is_one_mail_in_the_morning_where_they_work(self, cast, leads):
        User.objects.filter(pk=cast.alice.pk).update(time_zone="Asia/Shanghai")
        evening = datetime(2026, 3, 2, 10, tzinfo=UTC)  # 18:00 in Shanghai
        for lead in leads[:3]:
            tell(NoticeKind.OVERDUE, cast.alice, lead, at=evening)
        due = {notice.mail_due_at for notice in Notice.objects.all()}
        assert due == {datetime(2026, 3, 2, 23, tzinfo=UTC)}  # seven in the morning there
        with time_machine.travel(datetime(2026, 3, 2, 22, tzinfo=UTC), tick=False):
            assert send_due() == 0
        with time_machine.travel(datetime(2026, 3, 2, 23, 1, tzinfo=UTC), tick=False):
            assert (send_due(), send_due()) == (1, 0)
        assert [message.subject for message in mail.outbox] == ["3 notices for you"]
        assert all(str(lead) in mail.outbox[0].body for lead in leads[:3])

    def test_what_was_read_meanwhile_is_not_mailed(self, cast, lead):
        tell(NoticeKind.ASSIGNED, cast.alice, lead)
        Notice.objects.all().mark_read()
        assert (send_due(), Notice.objects.get().mail_due_at) == (0, None)

    def test_what_may_still_grow_is_mailed_when_it_has_settled(self, cast, leads):
        at = datetime(2026, 3, 2, 10, tzinfo=UTC)
        tell(NoticeKind.ASSIGNED, cast.alice, leads[0], occasion="run:1", at=at)
        tell(NoticeKind.ASSIGNED, cast.alice, *leads[1:], occasion="run:1", at=at + timedelta(seconds=30))
        assert Notice.objects.get().mail_due_at == at + timedelta(seconds=90)

    def test_sent_three_times_it_goes_out_once(self, cast, leads):
        tell(NoticeKind.ASSIGNED, cast.alice, *leads)
        for _ in range(3):
            send_due_mails()
        assert len(mail.outbox) == 1


class TestForgetting:
    def test_what_was_read_long_ago_goes_once(self, cast, lead):
        long_ago = timezone.now() - timedelta(days=91)
        for kind in (NoticeKind.ASSIGNED, NoticeKind.OVERDUE, NoticeKind.MENTION):
            tell(kind, cast.alice, lead)
        Notice.objects.filter(kind="overdue").update(created_at=long_ago, mail_due_at=None)  # never read
        Notice.objects.exclude(kind="overdue").update(created_at=long_ago, read_at=long_ago, mail_due_at=None)
        for _ in range(3):
            forget_read_notices()
        assert {notice.kind for notice in Notice.objects.all()} == {"mention", "overdue"}

    def test_what_was_read_lately_stays(self, cast, lead):
        tell(NoticeKind.ASSIGNED, cast.alice, lead)
        Notice.objects.all().mark_read()
        forget_read_notices()
        assert Notice.objects.count() == 1
