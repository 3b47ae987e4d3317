"""Whatever is done to members, leads and opportunities shows in the figures of every campaign concerned at once."""

from decimal import Decimal

import pytest

from campaigns.figures import figures_of
from campaigns.models import Campaign, Member
from hotcrm.sales.models import Account, Opportunity
from leads.models import ConversionPlan, Lead
from tests.factories import make_lead

from .making import make_campaign

M = Decimal
DEAL = {"name": "Deal", "amount": M(100)}


@pytest.fixture
def fair(cast):
    return make_campaign(owner=cast.mia, name="Fair")


@pytest.fixture
def letter(cast):
    return make_campaign(owner=cast.mia, name="Letter")


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, email="ann@x.test", company="Ann & Co")


@pytest.fixture
def deal(cast, fair):
    account = Account.objects.create(name="Acme", owner=cast.alice)
    return Opportunity.add({"account": account, "campaign": fair, **DEAL}, by=cast.alice)


def figures(campaign, *names) -> tuple:
    found = figures_of(Campaign.objects.filter(pk=campaign.pk))[campaign.pk]
    return tuple(getattr(found, name) for name in names)


def of_members(campaign):
    return figures(campaign, "sent", "responded", "leads", "converted")


def of_deals(campaign):
    return figures(campaign, "opportunities", "won", "revenue")


class TestMembers:
    """M18."""

    def test_who_is_added_responds_and_is_removed(self, cast, fair, lead):
        lead.enrol(by=cast.mia, campaign=fair)
        assert of_members(fair) == (1, 0, 1, 0)
        Member.objects.get().set_status(by=cast.mia, to="responded")
        assert of_members(fair) == (1, 1, 1, 0)
        Member.objects.get().set_status(by=cast.mia, to="opened")
        assert of_members(fair) == (1, 0, 1, 0)
        Member.objects.get().remove(by=cast.mia)
        assert of_members(fair) == (0, 0, 0, 0)

    def test_who_moves_is_counted_by_the_other_campaign(self, cast, fair, letter, lead):
        lead.enrol(by=cast.mia, campaign=fair)
        Member.objects.get().remove(by=cast.mia)
        lead.enrol(by=cast.mia, campaign=letter)
        assert (of_members(fair), of_members(letter)) == ((0, 0, 0, 0), (1, 0, 1, 0))

    def test_a_lead_that_names_another_campaign_is_counted_there(self, cast, fair, letter, lead):
        lead.edit(by=cast.alice, changes={"campaign": fair})
        assert (of_members(fair), of_members(letter)) == ((0, 0, 1, 0), (0, 0, 0, 0))
        Lead.objects.get().edit(by=cast.alice, changes={"campaign": letter})
        assert (of_members(fair), of_members(letter)) == ((0, 0, 0, 0), (0, 0, 1, 0))

    def test_who_is_converted_and_taken_back(self, cast, fair, letter, lead):
        lead.edit(by=cast.alice, changes={"campaign": letter})
        lead.enrol(by=cast.mia, campaign=fair)
        Lead.objects.get().convert(by=cast.alice, into=ConversionPlan(opportunity_values=DEAL))
        assert (of_members(fair), of_members(letter)) == ((1, 1, 1, 1), (0, 0, 1, 1))
        assert (of_deals(fair), of_deals(letter)) == ((0, 0, 0), (1, 0, 0))
        Lead.objects.get().undo_conversion(by=cast.admin)
        assert (of_members(fair), of_members(letter)) == ((1, 0, 1, 0), (0, 0, 1, 0))
        assert of_deals(letter) == (0, 0, 0)

    def test_who_is_discarded_and_restored(self, cast, fair, letter, lead):
        lead.edit(by=cast.alice, changes={"campaign": letter})
        lead.enrol(by=cast.mia, campaign=fair)
        Lead.objects.get().discard(by=cast.admin)
        assert (of_members(fair), of_members(letter)) == ((1, 0, 0, 0), (0, 0, 0, 0))
        Lead.objects.get().restore(by=cast.admin)
        assert (of_members(fair), of_members(letter)) == ((1, 0, 1, 0), (0, 0, 1, 0))


class TestDeals:
    """M19."""

    def test_what_is_won_and_reopened(self, cast, fair, deal):
        assert of_deals(fair) == (1, 0, 0)
        deal.win(by=cast.alice)
        assert of_deals(fair) == (1, 1, 100)
        deal.reopen(by=cast.alice)
        assert of_deals(fair) == (1, 0, 0)

    def test_a_new_price_of_what_is_won(self, cast, fair, deal):
        deal.win(by=cast.alice)
        deal.edit(by=cast.alice, changes={"amount": M("70.07")})
        assert of_deals(fair) == (1, 1, M("70.07"))

    def test_what_names_another_campaign(self, cast, fair, letter, deal):
        deal.win(by=cast.alice)
        deal.edit(by=cast.alice, changes={"campaign": letter})
        assert (of_deals(fair), of_deals(letter)) == ((0, 0, 0), (1, 1, 100))
        deal.edit(by=cast.alice, changes={"campaign": None})
        assert of_deals(letter) == (0, 0, 0)
