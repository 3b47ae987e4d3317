from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from campaigns.figures import Figures, figures_of, rolled_up
from campaigns.models import Campaign, CampaignCost, LeadStage, MemberStatus
from hotcrm.sales.models import Stage
from leads.models.lifecycle import Status
from tests.factories import make_lead

from .making import make_campaign, make_member, make_opportunity

M = Decimal


def figures(campaign) -> Figures:
    return figures_of(Campaign.objects.filter(pk=campaign.pk))[campaign.pk]


@pytest.mark.parametrize(
    ("cost", "revenue", "roi"), [("5000", "50000", 900), ("4500", "45000", 900), ("5000", "150000", 2900)]
)
def test_m1_to_m3_return_on_investment(cost, revenue, roi):
    assert Figures(typed_cost=M(cost), typed_revenue=M(revenue)).roi == roi


def test_m4_of_a_thousand_leads_two_hundred_converted_are_twenty_percent():
    assert Figures(leads=1000, converted=200).conversion_rate == 20


def test_m5_cost_per_lead():
    assert Figures(leads=250, summed_cost=M(5000)).cost_per_lead == 20


@pytest.mark.parametrize("nothing", [Figures(), Figures(typed_cost=M(0), budget=M(0), typed_revenue=M(100))])
def test_m6_what_would_be_divided_by_nothing_is_none(nothing):
    names = ("roi", "conversion_rate", "response_rate", "cost_per_lead", "budget_use")
    assert [getattr(nothing, name) for name in names] == [None] * 5


def test_m7_the_funnel():
    seen = Figures(leads=1000, converted=200, opportunities=50, won=15).funnel
    assert list(seen.items()) == [("leads", 1000), ("converted", 200), ("opportunities", 50), ("won", 15)]


def test_m8_a_campaign_counts_its_own_and_nobody_twice(db):
    campaign, other = make_campaign(), make_campaign()
    l1, l2 = make_lead(status=Status.CONVERTED), make_lead()
    make_member(campaign, l1, MemberStatus.RESPONDED)
    make_member(campaign, l2, MemberStatus.SENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_member(campaign, l2, MemberStatus.RESPONDED)
    make_member(other, make_lead(), MemberStatus.RESPONDED)
    make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=100)
    make_opportunity(campaign, stage=Stage.PROPOSAL, amount=50)
    make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=400)
    seen = figures(campaign)
    assert (seen.leads, seen.converted, seen.opportunities, seen.won) == (2, 1, 3, 2)
    assert (seen.won_revenue, seen.sent, seen.responded) == (500, 2, 1)


def test_m9_a_campaign_without_members_has_noughts(db):
    assert figures(make_campaign(status="completed")) == Figures(by_status=dict.fromkeys(MemberStatus.values, 0))


def test_how_far_messages_came(db):
    campaign = make_campaign()
    for status in MemberStatus:
        make_member(campaign, make_lead(), status, reached=3 * (status == MemberStatus.RESPONDED))
    seen = figures(campaign)
    assert (seen.sent, seen.delivered, seen.opened, seen.clicked, seen.responded) == (10, 8, 1, 1, 3)
    assert set(seen.by_status.values()) == {1}


def test_a_bounce_after_delivery_was_delivered(db):
    campaign = make_campaign()
    make_member(campaign, make_lead(), MemberStatus.BOUNCED, reached=1)
    make_member(campaign, make_lead(), MemberStatus.BOUNCED, reached=0)
    assert figures(campaign).delivered == 1


def test_a_campaign_says_itself_what_counts_as_a_response(db):
    campaign = make_campaign(responses=["clicked", "attended"])
    for status in ("clicked", "attended", "responded", "converted"):
        make_member(campaign, make_lead(), status)
    assert figures(campaign).responded == 2


def test_who_is_held_out_stands_in_their_own_number_alone(db):
    campaign = make_campaign()
    make_member(campaign, make_lead(status=Status.CONVERTED), "", is_held_out=True)
    make_member(campaign, make_lead(), "responded", is_held_out=True)
    assert figures(campaign) == Figures(held_out=2, by_status=dict.fromkeys(MemberStatus.values, 0))


def test_a_lead_that_is_a_member_and_names_the_campaign_is_one_lead(db):
    campaign = make_campaign()
    make_member(campaign, make_lead(campaign=campaign))
    make_lead(campaign=campaign)
    assert figures(campaign).leads == 2


def test_a_lead_that_is_held_out_and_names_the_campaign_counts_for_naming_it(db):
    campaign = make_campaign()
    make_member(campaign, make_lead(campaign=campaign), "", is_held_out=True)
    assert (figures(campaign).leads, figures(campaign).held_out) == (1, 1)


def test_discarded_leads_count_nowhere_and_contacts_are_no_leads(db, contact):
    campaign = make_campaign()
    make_member(campaign, contact)
    make_member(campaign, make_lead(), lead_stage=LeadStage.DISCARDED)
    discarded = make_lead(campaign=campaign)
    type(discarded).objects.filter(pk=discarded.pk).update(status=Status.DISCARDED, discarded_at=discarded.created_at)
    assert (figures(campaign).leads, figures(campaign).sent) == (0, 2)


def test_costs_are_summed_and_a_typed_cost_wins(db):
    campaign = make_campaign(budgeted_cost=100)
    for amount in ("0.10", "0.20", "60.03"):
        CampaignCost.objects.create(campaign=campaign, spent_on=date(2026, 1, 1), amount=M(amount))
    seen = figures(campaign)
    assert (seen.cost, seen.budget_use, seen.is_over_budget) == (M("60.33"), M("60.33"), False)
    Campaign.objects.update(typed_cost=M("150"))
    seen = figures(campaign)
    assert (seen.cost, seen.summed_cost, seen.is_over_budget) == (150, M("60.33"), True)


def test_money_is_true_to_the_cent_however_much(db):
    campaign = make_campaign()
    amounts = [M("0.01"), M("0.07"), M("999999999999.99"), M("0.10"), M("1048576.23")] * 9
    for amount in amounts:
        make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=amount)
    make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=None)
    assert figures(campaign).won_revenue == sum(amounts)


@pytest.mark.parametrize("number", [1, 30])
def test_figures_cost_three_queries_however_many_campaigns(db, number, django_assert_num_queries):
    for _ in range(number):
        campaign = make_campaign()
        make_member(campaign, make_lead())
        make_opportunity(campaign)
    campaigns = list(Campaign.objects.all())
    with django_assert_num_queries(3):
        assert len(figures_of(campaigns)) == number


def test_more_campaigns_than_a_statement_takes(db):
    campaigns = Campaign.objects.bulk_create(Campaign(name="C", code=f"c-{n}") for n in range(1100))
    make_member(campaigns[-1], make_lead())
    found = figures_of(campaigns)
    assert (len(found), found[campaigns[-1].pk].leads, found[campaigns[0].pk].leads) == (1100, 1, 0)


def test_a_tree_counts_each_lead_once_and_adds_up_money(db):
    top = make_campaign(typed_cost=M(10), budgeted_cost=M(100))
    middle = make_campaign(parent=top)
    leaf = make_campaign(parent=middle, typed_revenue=M(70))
    one, other, third = make_lead(status=Status.CONVERTED), make_lead(campaign=leaf), make_lead(campaign=top)
    for campaign, lead in ((top, one), (middle, one), (leaf, one), (middle, other), (top, other)):
        make_member(campaign, lead)
    make_member(leaf, third, "", is_held_out=True)
    CampaignCost.objects.create(campaign=leaf, spent_on=date(2026, 1, 1), amount=M("5.50"))
    for campaign in (top, middle, leaf):
        make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=M("30.05"))
    seen = rolled_up(top)
    assert (seen.members, seen.held_out, seen.leads, seen.converted) == (5, 1, 3, 1)
    assert (seen.cost, seen.revenue, seen.budget, seen.won) == (M("15.50"), M("130.10"), 100, 3)


def test_campaigns_that_go_round_in_a_circle_are_counted_once_each(db):
    top = make_campaign()
    child = make_campaign(parent=top)
    Campaign.objects.filter(pk=top.pk).update(parent=child)
    for campaign in (top, child):
        make_member(campaign, make_lead())
    assert (rolled_up(top).members, rolled_up(child).members) == (2, 2)


def test_what_a_person_does_not_see_is_not_rolled_up(cast):
    top = make_campaign(owner=cast.alice)
    make_member(make_campaign(parent=top, owner=cast.mallory), make_lead())
    make_member(make_campaign(parent=top, owner=cast.alice), make_lead())
    assert (rolled_up(top, cast.alice).leads, rolled_up(top).leads) == (1, 2)
