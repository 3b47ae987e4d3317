"""What the demo puts into a database, on either database."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from campaigns.figures import figures_of
from campaigns.following_up import responses_seen_by
from campaigns.models import Campaign, CampaignStatus, LeadStage, ListKind, MarketingList, Member, Use
from hotcrm.demo import filling
from hotcrm.demo.crowd import FEW, MANAGER, MANY, STALE, TEAM
from hotcrm.invariants import INVARIANTS
from hotcrm.people.models import Reporting, User
from hotcrm.records.models import Notice
from hotcrm.records.reach import Reach
from leads.models import Lead, ScoreChange
from leads.shipped_views import SHIPPED_VIEWS


@pytest.fixture
def filled(db):
    call_command("demo", stdout=io.StringIO())


@pytest.fixture
def crowd(protected_tables, monkeypatch):
    """A big demo, small enough for a test; its indexes are built last all the same."""
    monkeypatch.setattr(filling, "BIG", 2_000)
    indexes_before = indexes()
    call_command("demo", leads=2_600, stdout=io.StringIO())
    return indexes_before


def indexes():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Lead._meta.db_table)
        told = {name: (one["columns"], one["index"], one["foreign_key"]) for name, one in found.items()}
        if connection.vendor == "postgresql":
            cursor.execute("SELECT attstattarget FROM pg_attribute WHERE attrelid = 'leads_words'::regclass")
            told["leads_words"] = cursor.fetchall()
    return told


def given_to(username) -> int:
    """What they have, and what was discarded on their desk."""
    return Lead.objects.filter(Q(owner__username=username) | Q(previous_owner__username=username)).count()


@pytest.mark.parametrize("username", ["alice", "dave", "admin"])
def test_every_shipped_view_has_rows(filled, client, username):
    person = User.objects.get(username=username)
    client.force_login(person)
    offered = [view for view in SHIPPED_VIEWS if view.shown(person, Reach.of(person))]
    pages = {view.slug: client.get(reverse("lead_list"), {"view": view.slug}) for view in offered}
    empty = [slug for slug, page in pages.items() if not (page.context["groups"] or page.context["listing"].part.rows)]
    # The administrator found all of theirs alone: what is in no pool is never overdue.
    assert set(empty) - ({"overdue", "first-contact"} if username == "admin" else set()) == set()
    wanted = {view.slug for view in SHIPPED_VIEWS} - {"shared" if username == "admin" else "discarded"}
    assert set(pages) == wanted


def test_scores_are_spread(filled):
    scores = Lead.objects.values_list("score", flat=True)
    assert {score // 10 for score in scores} >= set(range(2, 10))


def test_the_cast_signs_in_with_demo_and_nobody_who_left_does(filled, client):
    cast = ["alice", "bob", "carol", "dave", "mallory", "mia", "pat", "admin"]
    people = {user.username: user for user in User.objects.all()}
    assert [name for name in cast if not people[name].check_password("demo")] == []
    assert people["nina"].is_active is False


def test_the_partner_sees_the_leads_of_the_agreement(filled):
    pat = User.objects.get(username="pat")
    seen = Lead.objects.visible_to(pat)
    assert 5 <= seen.count() <= 20
    assert set(seen.values_list("agreement__partner", flat=True)) == {pat.partner_company_id}


def test_a_big_demo_breaks_no_invariant(crowd):
    assert [(broken.sentence, list(broken.breakers())[:3]) for broken in INVARIANTS if list(broken.breakers())] == []


def test_a_big_demo_leaves_every_index_and_key_as_it_was(crowd):
    assert indexes() == crowd


def test_a_big_demo_is_owned_unevenly(crowd):
    assert (Lead.objects.count(), given_to(FEW), given_to(MANY), given_to(STALE)) == (2_600, 40, 640, 160)
    assert Reporting.objects.filter(boss__username=MANAGER).count() == TEAM
    oldest = Lead.objects.filter(owner__isnull=False).order_by("created_at")
    assert set(oldest.values_list("owner__username", flat=True)[:100]) == {STALE}


def test_a_crowd_comes_with_stars_and_few_notices(crowd):
    by_stars = dict(Lead.objects.filter(owner__username__startswith="rep").values_list("rating").annotate(Count("pk")))
    assert all(by_stars[stars] > 20 for stars in range(6))
    assert Lead.objects.hot().count() > 300
    assert Notice.objects.filter(kind="five_stars").count() < 100


def test_a_first_score_is_no_change_of_a_score(filled):
    assert ScoreChange.objects.count() == 0


class TestCampaigns:
    def test_each_status_is_there_and_one_is_over_budget(self, filled):
        campaigns = list(Campaign.objects.all())
        assert {campaign.status for campaign in campaigns} == set(CampaignStatus)
        figures = figures_of(campaigns)
        over = {campaign.code for campaign in campaigns if figures[campaign.pk].is_over_budget}
        assert over == {"hanover-fair", "search-crm"}
        unpaid = [one.code for one in campaigns if not one.is_open and figures[one.pk].cost == 0]
        assert unpaid == ["huabei-summit"]
        assert any(figures[campaign.pk].won_revenue for campaign in campaigns)

    def test_members_say_what_their_status_says(self, filled):
        for member in Member.objects.select_related("campaign", "lead"):
            assert (member.responded_at is not None) == (member.status in member.campaign.responses)
            assert member.is_held_out == (member.arm == "holdout")
            assert member.status or member.is_held_out
            assert member.created_at <= timezone.now()
            if member.lead:
                assert member.lead_stage == LeadStage.of(member.lead.status)
                assert member.created_at >= member.lead.created_at

    def test_somebody_waits_to_be_followed_up(self, filled):
        assert responses_seen_by(User.objects.get(username="alice"), most=5)

    def test_there_is_a_list_of_each_kind(self, filled):
        assert set(MarketingList.objects.values_list("kind", flat=True)) == set(ListKind)
        newsletter = Campaign.objects.get(code="autumn-newsletter")
        assert set(newsletter.lists.values_list("use", flat=True)) == set(Use)
        assert len(newsletter.variants) == 2
        assert newsletter.holdout_percent == 15

    def test_a_parent_has_its_children(self, filled):
        children = Campaign.objects.get(code="growth-programme").children.values_list("code", flat=True)
        assert set(children) == {"finance-leaders", "search-crm"}
