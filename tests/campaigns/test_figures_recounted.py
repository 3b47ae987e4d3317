"""Whatever happens to members, leads and opportunities, in whatever order: the figures equal a plain recount."""

from decimal import Decimal
from random import Random

import pytest

from campaigns.figures import figures_of
from campaigns.models import Campaign, Member, MemberStatus, Reached
from campaigns.models.membership import UNDELIVERED
from hotcrm.records.refusals import Refused
from hotcrm.sales.models import Account, Opportunity, Stage
from leads.models import ConversionPlan, Lead
from leads.models.lifecycle import Status
from tests.factories import make_lead

from .making import make_campaign

STEPS = 40


def recount(campaign) -> dict:
    """Read row by row, as a person with a pencil would."""
    members = list(Member.objects.filter(campaign=campaign, is_held_out=False))
    leads = {member.lead_id for member in members if member.lead_id}
    leads |= {lead.pk for lead in Lead.objects.all() if lead.campaign_id == campaign.pk}
    kept = [lead for lead in Lead.objects.filter(pk__in=leads) if lead.status != Status.DISCARDED]
    deals = [deal for deal in Opportunity.objects.all() if deal.campaign_id == campaign.pk]
    won = [deal for deal in deals if deal.stage == Stage.CLOSED_WON]
    return {
        "members": len(members),
        "delivered": sum(one.status not in UNDELIVERED or one.reached >= Reached.DELIVERED for one in members),
        "opened": sum(one.reached >= Reached.OPENED for one in members),
        "responded": sum(one.status in campaign.responses for one in members),
        "leads": len(kept),
        "converted": sum(lead.status == Status.CONVERTED for lead in kept),
        "opportunities": len(deals),
        "won": len(won),
        "won_revenue": sum((deal.amount or 0 for deal in won), Decimal(0)),
    }


class Story:
    """What an administrator does, at random. Much of it is refused, and changes nothing then."""

    def __init__(self, number, admin):
        self.chance, self.admin = Random(number), admin
        counts = ["responded", "clicked"] if number % 2 else ["attended"]
        self.campaigns = [make_campaign(responses=counts, holdout_percent=30), make_campaign(), make_campaign()]
        self.account = Account.objects.create(name="Acme")
        for place in range(8):
            named = self.campaigns[place % 3] if place % 2 else None
            make_lead(campaign=named, last_name=f"Doe {place}", owner=admin)

    def any(self, choices):
        return self.chance.choice(list(choices))

    def any_of(self, model, **found):
        rows = model.objects.visible_to(self.admin).filter(**found).order_by("pk")
        return self.any(rows) if rows else None

    def enrol(self):
        self.any_of(Lead).enrol(by=self.admin, campaign=self.any(self.campaigns))

    def set_status(self):
        if member := self.any_of(Member):
            member.set_status(by=self.admin, to=self.any(MemberStatus))

    def remove(self):
        if member := self.any_of(Member):
            member.remove(by=self.admin)

    def convert(self):
        values = self.any([None, {"name": "Deal", "amount": self.price()}])
        self.any_of(Lead).convert(by=self.admin, into=ConversionPlan(opportunity_values=values, confirm=False))

    def undo_conversion(self):
        if lead := self.any_of(Lead, status=Status.CONVERTED):
            lead.undo_conversion(by=self.admin)

    def discard(self):
        self.any_of(Lead).discard(by=self.admin)

    def restore(self):
        if lead := self.any_of(Lead, status=Status.DISCARDED):
            lead.restore(by=self.admin)

    def name_another(self):
        record = self.any_of(self.any([Lead, Opportunity]))
        if record:
            record.edit(by=self.admin, changes={"campaign": self.any([None, *self.campaigns])})

    def deal_comes(self):
        values = {"name": "Deal", "account": self.account, "amount": self.price()}
        Opportunity.add({**values, "campaign": self.any([None, *self.campaigns])}, by=self.admin)

    def reprice(self):
        if deal := self.any_of(Opportunity):
            deal.edit(by=self.admin, changes={"amount": self.price()})

    def close_or_reopen(self):
        if deal := self.any_of(Opportunity):
            self.any([deal.win, deal.reopen])(by=self.admin)

    def price(self):
        return self.any([None, Decimal(self.chance.randrange(10**9)).scaleb(-2)])

    def goes_on(self) -> str:
        """The name of what was done, or nothing where it was refused."""
        deed = self.any(DEEDS)
        try:
            getattr(self, deed)()
        except Refused:
            return ""
        return deed


DEEDS = [
    *(
        "enrol",
        "enrol",
        "set_status",
        "set_status",
        "remove",
        "convert",
        "convert",
        "undo_conversion",
        "discard",
        "restore",
    ),
    *("name_another", "deal_comes", "reprice", "close_or_reopen"),
]


@pytest.mark.parametrize("number", range(4))
def test_figures_equal_a_recount_after_every_step(cast, number):
    story, done = Story(number, cast.admin), set()
    for _ in range(STEPS):
        done.add(story.goes_on())
        found = figures_of(Campaign.objects.all())
        for campaign in story.campaigns:
            wanted = recount(campaign)
            assert {name: getattr(found[campaign.pk], name) for name in wanted} == wanted
    assert {"enrol", "set_status", "convert", "close_or_reopen"} <= done
