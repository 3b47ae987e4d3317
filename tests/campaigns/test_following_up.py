"""Who responded, and nobody has done anything since: the list for sales, and the notice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import following_up
from campaigns.following_up import LISTED_FOR, WAITS, responses_seen_by, tell_unfollowed
from campaigns.models import CampaignStatus, Member, MemberStatus
from hotcrm.activities.models import ActivityKind
from hotcrm.records.models import Notice
from hotcrm.records.notice_kinds import NoticeKind
from leads.models import Lead, Status
from tests.factories import make_lead

from .making import make_campaign, make_member


def responded(campaign, person, *, hours=30, **values):
    at = timezone.now() - timedelta(hours=hours)
    return make_member(campaign, person, MemberStatus.RESPONDED, responded_at=at, **values)


def listed(user):
    return [row.person for row in responses_seen_by(user, most=50)]


def told():
    found = Notice.objects.filter(kind=NoticeKind.RESPONDED_UNFOLLOWED).order_by("recipient__username")
    return [(notice.recipient.username, notice.count) for notice in found]


@pytest.fixture
def campaign(cast):
    return make_campaign(name="Spring fair", owner=cast.mia)


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, last_name="Doe")


class TestTheList:
    def test_the_latest_response_comes_first_leads_and_contacts_together(self, cast, campaign, lead, contact):
        other = make_lead(owner=cast.alice)
        contact.owner = cast.alice
        contact.save()
        responded(campaign, lead, hours=3)
        responded(campaign, contact, hours=2)
        responded(campaign, other, hours=1)
        assert listed(cast.alice) == [other, contact, lead]

    def test_it_shows_to_each_what_they_see(self, cast, campaign, lead):
        responded(campaign, lead)
        assert (listed(cast.alice), listed(cast.dave), listed(cast.mallory)) == ([lead], [lead], [])

    def test_what_somebody_did_since_then_ends_it(self, cast, campaign, lead, contact):
        contact.owner = cast.alice
        contact.save()
        for person in (lead, contact):
            log(person, cast.alice, days=3)
            responded(campaign, person)
        assert set(listed(cast.alice)) == {lead, contact}
        log(lead, cast.alice)
        assert listed(cast.alice) == [contact]
        log(contact, cast.alice)
        assert listed(cast.alice) == []

    @pytest.mark.parametrize("status", [Status.CONVERTED, Status.UNQUALIFIED, Status.DISCARDED])
    def test_only_open_leads_are_to_be_followed_up(self, cast, campaign, lead, status):
        responded(campaign, lead)
        values = {"unqualified_reason_id": "other"} if status == Status.UNQUALIFIED else {}
        values |= {"discarded_at": timezone.now()} if status == Status.DISCARDED else {}
        values |= {"converted_at": timezone.now()} if status == Status.CONVERTED else {}
        Lead.objects.filter(pk=lead.pk).update(status=status, **values)
        assert listed(cast.alice) == []

    def test_cancelled_campaigns_held_out_members_and_long_ago_do_not_count(self, cast, campaign):
        cancelled = make_campaign(status=CampaignStatus.CANCELLED)
        responded(cancelled, make_lead(owner=cast.alice))
        responded(campaign, make_lead(owner=cast.alice), is_held_out=True)
        responded(campaign, make_lead(owner=cast.alice), hours=24 * LISTED_FOR.days + 1)
        make_member(campaign, make_lead(owner=cast.alice), MemberStatus.CLICKED)
        assert listed(cast.alice) == []

    def test_the_page_names_no_campaign_that_its_reader_may_not_see(self, client, cast, campaign, lead):
        responded(campaign, lead)
        client.force_login(cast.alice)
        page = client.get(reverse("campaign_follow_up")).content.decode()
        assert lead.get_absolute_url() in page
        assert "a campaign" in page
        assert "Spring fair" not in page

    def test_what_a_pool_hides_is_hidden_here(self, client, cast, campaign, pool):
        pool.members.get_or_create(user=cast.bob)
        pool.hidden_fields = ["phone", "company"]
        pool.save()
        lead = make_lead(pool=pool, phone="+49 30 1234567", company="Secret Ltd")
        responded(campaign, lead)
        client.force_login(cast.bob)
        page = client.get(reverse("campaign_follow_up")).content.decode()
        assert lead.get_absolute_url() in page
        assert "1234567" not in page
        assert "Secret" not in page

    def test_pages_follow_one_another(self, client, cast, campaign, monkeypatch):
        monkeypatch.setattr("campaigns.views.following_up.PAGE", 2)
        for hours in (1, 2, 3):
            responded(campaign, make_lead(owner=cast.alice, last_name=f"Number {hours}"), hours=hours)
        client.force_login(cast.alice)
        first = client.get(reverse("campaign_follow_up"))
        assert [str(row.person) for row in first.context["rows"]] == ["Number 1", "Number 2"]
        second = client.get(reverse("campaign_follow_up") + first.context["next_url"])
        assert [str(row.person) for row in second.context["rows"]] == ["Number 3"]
        assert second.context["next_url"] == ""

    @pytest.mark.parametrize("text", ["0~9999~1~1", "x", "5~2026-01-01~1~1", f"0~~{10**30}~1"])
    def test_a_place_that_is_none_is_the_first_page(self, client, cast, text):
        client.force_login(cast.alice)
        assert client.get(reverse("campaign_follow_up"), {"after": text}).status_code == 200

    def test_thirty_rows_cost_what_one_does(self, client, cast, campaign):
        client.force_login(cast.alice)
        costs = []
        for number in (1, 29):
            for _ in range(number):
                responded(campaign, make_lead(owner=cast.alice))
            client.get(reverse("campaign_follow_up"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("campaign_follow_up"))
            costs.append(len(queries))
        assert costs[0] == costs[1]


class TestTheNotice:
    def test_the_owner_is_told_once_however_often_the_job_runs(self, cast, campaign, lead):
        responded(campaign, lead)
        assert [tell_unfollowed() for _ in range(3)] == [1, 0, 0]
        assert told() == [("alice", 1)]

    def test_several_at_once_are_one_notice(self, cast, campaign):
        for _ in range(3):
            responded(campaign, make_lead(owner=cast.alice))
        assert (tell_unfollowed(), told()) == (3, [("alice", 3)])

    def test_nobody_is_told_before_the_time(self, cast, campaign, lead):
        responded(campaign, lead, hours=WAITS - 1)
        assert (tell_unfollowed(), told()) == (0, [])

    def test_nobody_is_told_of_what_was_followed_up(self, cast, campaign, lead):
        responded(campaign, lead)
        log(lead, cast.alice)
        assert (tell_unfollowed(), told()) == (0, [])

    def test_nobody_is_told_of_campaigns_of_long_ago(self, cast, campaign, lead):
        responded(campaign, lead, hours=24 * 31)
        assert (tell_unfollowed(), told()) == (0, [])

    def test_the_administrators_of_a_pool_are_told_of_what_nobody_has(self, cast, campaign, pool):
        responded(campaign, make_lead(pool=pool))
        assert (tell_unfollowed(), told()) == (1, [("carol", 1)])

    def test_the_hours_of_the_pool_count(self, cast, campaign, pool):
        """Four hours a day: the twenty-four are over after six days."""
        for weekday in range(7):
            pool.working_hours.create(weekday=weekday, opens="08:00", closes="12:00")
        pool.rules_changed()
        responded(campaign, make_lead(pool=pool))
        assert (tell_unfollowed(), told()) == (0, [])
        assert (tell_unfollowed(now=timezone.now() + timedelta(days=6)), told()) == (1, [("carol", 1)])

    def test_a_second_response_is_told_again(self, cast, campaign, lead):
        member = responded(campaign, lead)
        tell_unfollowed()
        later = timezone.now() + timedelta(days=3)
        Member.objects.filter(pk=member.pk).update(responded_at=later - timedelta(days=2))
        assert (tell_unfollowed(now=later), told()) == (1, [("alice", 1), ("alice", 1)])

    def test_a_job_killed_between_chunks_is_finished_by_the_next(self, cast, campaign, monkeypatch):
        monkeypatch.setattr(following_up, "CHUNK", 2)
        for _ in range(5):
            responded(campaign, make_lead(owner=cast.alice))
        calls = iter([following_up.tell_people])

        def killed(*args, **kwargs):
            for tell in calls:
                return tell(*args, **kwargs)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(following_up, "tell_people", killed)
            with pytest.raises(KeyboardInterrupt):
                tell_unfollowed()
        assert Member.objects.filter(follow_up_asked_at__isnull=False).count() == 2
        assert tell_unfollowed() == 3
        assert sum(count for _who, count in told()) == 5


@pytest.mark.django_db
def test_a_million_members_who_did_not_answer_are_not_read(cast, campaign):
    """Two thousand members, ten answers: the databases are asked how they would find them."""
    leads = Lead.objects.bulk_create(
        Lead(company=f"Acme {n}", owner=cast.alice, status="working") for n in range(2_000)
    )
    Member.objects.bulk_create(
        Member(
            campaign=campaign,
            lead=lead,
            lead_stage="o",
            status="responded" if n % 200 == 0 else "sent",
            responded_at=timezone.now() - timedelta(hours=30) if n % 200 == 0 else None,
        )
        for n, lead in enumerate(leads)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    now = timezone.now()
    rows = following_up._unasked("lead", now)
    seen = Lead.objects.visible_to(cast.alice).order_by().values("pk")
    shown = following_up.unanswered("lead", since=now - LISTED_FOR).filter(lead__in=seen)
    for found in (rows[:50], shown[:51]):
        assert "member_latest_responses" in found.explain()


def log(record, by, *, days=0):
    record.log(by=by, kind=ActivityKind.objects.get(pk="call"), at=timezone.now() - timedelta(days=days))
