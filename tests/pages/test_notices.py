"""The bell, the inbox and what people want to be told."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotcrm.pages.notices.inbox import PAGE
from hotcrm.people.models import User
from hotcrm.records.mailing import send_due
from hotcrm.records.models import Mail, Notice, NoticeSwitch
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Told, tell_people
from hotcrm.sales.models import Account
from leads.models import Lead
from tests.factories import make_lead

INBOX = reverse("notice_list")
SECRET = "Zanzibar"


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def tell(person, lead, kind=NoticeKind.ASSIGNED, by=None, **more):
    tell_people([Told(kind, person, lead, **more)], by=by)
    return Notice.objects.order_by("-pk").first()


def subjects(client, query=""):
    return re.findall(r'class="notice-subject"[^>]*>([^<]+)<', client.get(INBOX + query).text)


def test_the_inbox_is_empty_and_says_what_will_stand_there(alice):
    page = alice.get(INBOX)
    assert (page.status_code, "No notices yet" in page.text) == (200, True)


def test_a_notice_opens_its_lead_and_is_read_by_that(cast, alice):
    lead = make_lead(owner=cast.alice, last_name="Doe")
    notice = tell(cast.alice, lead, by=cast.carol)
    assert subjects(alice) == ["Carol assigned Doe to you"]
    answer = alice.get(reverse("notice_open", args=[notice.pk]))
    assert (answer.status_code, answer["Location"]) == (302, lead.get_absolute_url())
    assert (subjects(alice, "?show=unread"), Notice.objects.unread().count()) == ([], 0)


def test_many_leads_open_as_a_list_of_just_those(cast, alice):
    mine = [make_lead(owner=cast.alice, last_name=f"Among{n}") for n in range(3)]
    make_lead(owner=cast.alice, last_name="Another")
    tell_people([Told(NoticeKind.ASSIGNED, cast.alice, lead) for lead in mine], by=cast.carol)
    page = alice.get(reverse("notice_open", args=[Notice.objects.get().pk]), follow=True)
    assert sorted(re.findall(r"Among\d|Another", " ".join(str(lead) for lead in page.context["table"].data.data))) == [
        "Among0", "Among1", "Among2",
    ]  # fmt: skip
    assert "Carol assigned 3 leads to you" in page.text


def test_the_list_of_somebody_elses_notice_is_empty(cast, alice):
    theirs = [make_lead(owner=cast.bob) for _ in range(2)]
    tell_people([Told(NoticeKind.ASSIGNED, cast.bob, lead) for lead in theirs])
    page = alice.get(reverse("lead_list"), {"view": "all", "notice": Notice.objects.get().pk})
    assert list(page.context["table"].data.data) == []


@pytest.mark.parametrize("name", ["notice_open", "notice_read", "notice_unread"])
def test_the_notices_of_others_are_not_found(cast, alice, name):
    notice = tell(cast.bob, make_lead(owner=cast.bob))
    ask = alice.get if name == "notice_open" else alice.post
    assert ask(reverse(name, args=[notice.pk])).status_code == 404
    assert (subjects(alice), Notice.objects.get().read_at) == ([], None)


def test_what_is_by_mail_alone_does_not_open(cast, alice):
    notice = tell(cast.alice, make_lead(owner=cast.alice))
    Notice.objects.update(shown=False)
    assert alice.get(reverse("notice_open", args=[notice.pk])).status_code == 404


def test_read_and_unread_one_by_one(cast, alice):
    notice = tell(cast.alice, make_lead(owner=cast.alice))
    assert (
        alice.post(reverse("notice_read", args=[notice.pk]), {"show": "unread"})["Location"] == f"{INBOX}?show=unread"
    )
    assert Notice.objects.unread().count() == 0
    answer = alice.post(reverse("notice_unread", args=[notice.pk]), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Trigger"], Notice.objects.unread().count()) == (204, "notices", 1)


def test_all_that_were_seen_are_read_at_once_and_nobody_elses(cast, alice):
    seen = tell(cast.alice, make_lead(owner=cast.alice))
    tell(cast.bob, make_lead(owner=cast.bob))
    page = alice.get(INBOX)
    later = tell(cast.alice, make_lead(owner=cast.alice))
    Notice.objects.filter(pk=later.pk).update(created_at=timezone.now() + timedelta(seconds=5))
    alice.post(reverse("notice_read_all"), {"until": page.context["now"].isoformat()})
    assert {n.pk for n in Notice.objects.filter(read_at__isnull=False)} == {seen.pk}
    alice.post(reverse("notice_read_all"), {"until": "nonsense"})


def test_of_one_kind(cast, alice):
    lead = make_lead(owner=cast.alice, last_name="Doe")
    tell(cast.alice, lead, NoticeKind.OVERDUE)
    tell(cast.alice, lead, NoticeKind.FIVE_STARS)
    assert subjects(alice, "?kind=five_stars") == ["Five stars: Doe"]
    assert (len(subjects(alice, "?kind=nothing")), subjects(alice, "?kind=team")) == (2, [])


def test_page_by_page(cast, alice):
    lead = make_lead(owner=cast.alice)
    at = timezone.now()
    for n in range(PAGE + 7):
        tell_people([Told(NoticeKind.OVERDUE, cast.alice, lead)], at=at - timedelta(minutes=n))
    first = alice.get(INBOX).context["inbox"]
    second = alice.get(INBOX + first.next_url).context["inbox"]
    assert (len(first.notices), len(second.notices), second.next_url) == (PAGE, 7, "")
    assert not {n.pk for n in first.notices} & {n.pk for n in second.notices}
    assert alice.get(INBOX + "?after=0~nonsense~1~1").status_code == 200


def test_thirty_cost_the_queries_of_one(cast, alice, django_assert_num_queries):
    def told(number):
        for _ in range(number):
            tell(cast.alice, make_lead(owner=cast.alice), by=cast.carol)
            tell(cast.alice, Account.objects.create(name="Acme", owner=cast.alice), NoticeKind.TEAM, by=cast.dave)

    told(1)
    alice.get(INBOX)
    with CaptureQueriesContext(connection) as one:
        alice.get(INBOX)
    told(15)
    with django_assert_num_queries(len(one)):
        assert len(alice.get(INBOX).context["inbox"].notices) == 32


def test_the_bell_counts_up_to_a_hundred_and_no_further(cast, alice, django_assert_max_num_queries):
    for _ in range(120):
        tell(cast.alice, make_lead(owner=cast.alice), NoticeKind.OVERDUE)
    with django_assert_max_num_queries(5):  # whoever asks, and one look at an index
        assert ">99+<" in alice.get(reverse("notice_bell")).text
    Notice.objects.all().mark_read()
    assert alice.get(reverse("notice_bell")).text.strip() == ""


def test_a_bell_that_rings_after_the_end_of_a_session_shows_no_sign_in_page(client, db):
    assert client.get(reverse("notice_bell"), headers={"HX-Request": "true"}).status_code == 204


class TestOutOfSight:
    """A record that somebody lost sight of is named nowhere any more."""

    @pytest.fixture
    def lost(self, cast):
        lead = make_lead(owner=cast.alice, last_name=SECRET, company=SECRET)
        tell(cast.alice, lead, by=cast.carol, said=f"Ask {SECRET}")
        tell(cast.alice, lead, NoticeKind.MENTION, said=f"Ask {SECRET}")
        tell(cast.alice, lead, NoticeKind.RECLAIMED, data={"pool": "Public Pool"})
        Lead.objects.filter(pk=lead.pk).update(owner=cast.mallory, pool=None)
        return lead

    def test_not_in_the_inbox_nor_below_the_bell(self, lost, alice):
        for url in (INBOX, f"{INBOX}?show=unread", reverse("notice_panel"), reverse("notice_bell")):
            assert SECRET not in alice.get(url).text
        assert subjects(alice) == [
            "The system took one of your leads back into Public Pool",
            "You cannot see any more what this was about.",
            "You cannot see any more what this was about.",
        ]

    def test_not_where_a_notice_opens(self, lost, alice):
        for notice in Notice.objects.all():
            page = alice.get(reverse("notice_open", args=[notice.pk]), follow=True)
            assert (page.redirect_chain[-1][0], SECRET in page.text) == (INBOX, False)

    def test_not_over_the_api(self, lost, alice):
        url = reverse("api_notice_list")
        answer = alice.get(url)
        assert (SECRET in answer.text, {row["about"] for row in answer.json()["results"]}) == (False, {None})
        marked = alice.post(reverse("api_notice_read", args=[answer.json()["results"][0]["id"]]))
        assert (marked.status_code, SECRET in marked.text) == (200, False)

    def test_not_by_mail(self, lost):
        assert send_due() == 1  # of the reclaimed one, without a name
        assert (SECRET in mail.outbox[0].subject + mail.outbox[0].body, len(mail.outbox)) == (False, 1)

    def test_the_words_come_back_with_the_sight(self, lost, cast, alice):
        Lead.objects.update(owner=cast.alice)
        assert alice.get(INBOX).text.count(SECRET) >= 3

    def test_a_discarded_lead_is_out_of_sight_too(self, cast, alice):
        lead = make_lead(owner=cast.alice, last_name=SECRET)
        tell(cast.alice, lead)
        lead.discard(by=cast.alice)
        assert SECRET not in alice.get(INBOX).text

    def test_a_list_of_many_holds_only_what_is_seen(self, cast, alice):
        leads = [make_lead(owner=cast.alice, last_name=name) for name in (SECRET, "Seen")]
        tell_people([Told(NoticeKind.ASSIGNED, cast.alice, lead) for lead in leads])
        Lead.objects.filter(pk=leads[0].pk).update(owner=cast.mallory, pool=None)
        page = alice.get(reverse("notice_open", args=[Notice.objects.get().pk]), follow=True)
        assert ("Seen" in page.text, SECRET in page.text) == (True, False)


class TestSettings:
    url = reverse("notice_settings")

    def chosen(self, client, **changes):
        form = client.get(self.url).context["form"]
        values = {name: bound.value() for name, bound in ((f, form[f]) for f in form.fields)} | changes
        return {name: value for name, value in values.items() if value not in (False, None)}

    def test_only_what_differs_is_kept(self, cast, alice):
        values = self.chosen(alice, **{"assigned-shown": False, "overdue-mail": "never"})
        assert alice.post(self.url, values).status_code == 302
        kept = {(switch.kind, switch.in_product, switch.mail) for switch in NoticeSwitch.objects.all()}
        assert kept == {("assigned", False, Mail.AT_ONCE), ("overdue", True, Mail.NEVER)}
        alice.post(self.url, self.chosen(alice, **{"assigned-shown": True, "overdue-mail": "daily"}))
        assert NoticeSwitch.objects.count() == 0

    def test_the_page_shows_what_the_house_says(self, alice):
        NoticeSwitch.objects.create(person=None, kind="overdue", in_product=False, mail=Mail.NEVER)
        form = alice.get(self.url).context["form"]
        assert (form["overdue-shown"].value(), form["overdue-mail"].value()) == (False, Mail.NEVER)

    def test_a_way_that_is_none_stands_at_its_field(self, alice):
        answer = alice.post(self.url, self.chosen(alice, **{"overdue-mail": "pigeon"}))
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["overdue-mail"])


def test_everything_in_chinese(cast, alice):
    User.objects.filter(pk=cast.alice.pk).update(language="zh-hans")
    tell(cast.alice, make_lead(owner=cast.alice, last_name="Doe"), by=cast.carol)
    assert subjects(alice) == ["Carol 把 Doe 分配给您"]
    assert "通知设置" in alice.get(reverse("notice_settings")).text
