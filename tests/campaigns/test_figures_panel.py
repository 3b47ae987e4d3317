"""The figures on the page of a campaign, and what opens behind each."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.figures_panel import DAYS, panel
from campaigns.models import CampaignCost, Member
from hotcrm.sales.models import Stage
from leads.models.lifecycle import Status
from tests.factories import make_lead
from tests.sales.conftest import signed_in  # noqa: F401

from .making import make_campaign, make_member, make_opportunity

M = Decimal


@pytest.fixture
def campaign(cast):
    """Everything there is a figure for."""
    campaign = make_campaign(owner=cast.alice, budgeted_cost=50, typed_cost=M("60"), typed_revenue=M("900"))
    for status in ("sent", "delivered", "opened", "clicked", "responded", "bounced"):
        make_member(campaign, make_lead(owner=cast.alice), status)
    make_member(campaign, make_lead(owner=cast.alice), "", is_held_out=True)
    make_member(campaign, make_lead(owner=cast.alice, status=Status.CONVERTED), "converted")
    make_lead(owner=cast.alice, campaign=campaign)
    make_opportunity(campaign, owner=cast.alice, stage=Stage.CLOSED_WON, amount=700)
    make_opportunity(campaign, owner=cast.alice)
    CampaignCost.objects.create(campaign=campaign, spent_on=timezone.localdate(), amount=M("12.50"))
    return campaign


def tiles(campaign, user=None) -> dict:
    shown = panel(campaign, user)
    return {tile.label: tile for tile in (*shown["reach"], *shown["results"])}


def test_every_figure_has_a_tile(campaign):
    found = {label: str(tile.figure).replace("\N{NO-BREAK SPACE}", " ") for label, tile in tiles(campaign).items()}
    assert found == {
        "Sent": "7",
        "Delivered": "5",
        "Opened": "2",
        "Clicked": "1",
        "Responded": "2",
        "Leads": "8",
        "Converted": "1",
        "Opportunities": "2",
        "Won": "1",
        "Revenue": "$900",
        "Cost": "$60",
        "Cost per lead": "$7.50",
        "ROI": "1,400 %",
    }


def test_typed_money_stands_beside_what_was_summed(campaign):
    found = tiles(campaign)
    assert (found["Revenue"].note, found["Cost"].note) == ("typed; won: $700", "typed; by day: $12.50")


def test_behind_every_number_stand_so_many_rows(campaign, signed_in):  # noqa: F811
    alice = signed_in("alice")
    for label in ("Sent", "Delivered", "Opened", "Clicked", "Responded", "Leads", "Converted", "Opportunities", "Won"):
        tile = tiles(campaign)[label]
        assert (label, len(alice.get(tile.url).context["listing"].part.rows)) == (label, tile.figure)


def test_the_leads_of_a_campaign_that_one_does_not_see_are_not_listed(cast, signed_in):  # noqa: F811
    hidden = make_campaign(owner=cast.mallory)
    make_lead(owner=cast.alice, campaign=hidden)
    url = tiles(hidden)["Leads"].url
    assert "Acme" not in re.sub("<nav.*?</nav>", "", signed_in("alice").get(url).content.decode(), flags=re.DOTALL)


def test_what_happened_day_by_day_is_drawn_and_told(campaign):
    for days in (1, 1, 3, 45):
        member = make_member(campaign, make_lead(), "responded")
        Member.objects.filter(pk=member.pk).update(responded_at=timezone.now() - timedelta(days=days))
    costs, responses = panel(campaign, None)["charts"]
    assert (len(costs.bars), costs.total, len(responses.bars)) == (DAYS, "$12.50", DAYS)
    assert [bar.shown for bar in responses.told] == ["1", "2", "2"]
    assert max(bar.height for bar in responses.bars) == 60


def test_a_campaign_long_over_shows_its_last_days(db):
    campaign = make_campaign()
    CampaignCost.objects.create(campaign=campaign, spent_on=date(2020, 1, 31), amount=5)
    (costs, responses) = panel(campaign, None)["charts"]
    assert (costs.first, costs.last, responses.bars) == (date(2020, 1, 2), date(2020, 1, 31), [])


def test_a_campaign_of_nothing_draws_nothing(db):
    shown = panel(make_campaign(), None)
    assert shown["charts"] == []
    page = render_to_string("campaigns/_figures.html", shown)
    assert "style=" not in page
    assert "Budget used" not in page


def test_the_budget_stands_beside_it(campaign):
    page = render_to_string("campaigns/_figures.html", panel(campaign, None))
    assert "120\N{NO-BREAK SPACE}%" in page
    assert "over-budget" in page


def test_the_page_shows_them(campaign, signed_in):  # noqa: F811
    page = signed_in("alice").get(campaign.get_absolute_url()).content.decode()
    assert 'id="campaign-figures"' in page
    assert "Cost per lead" in page


def test_few_and_many_cost_the_same_number_of_queries(campaign, cast):
    with CaptureQueriesContext(connection) as few:
        panel(campaign, cast.alice)
    for _ in range(10):
        make_member(campaign, make_lead(campaign=campaign), "responded")
        make_opportunity(campaign)
    with CaptureQueriesContext(connection) as many:
        panel(campaign, cast.alice)
    assert (len(few), len(many)) == (7, 7)
