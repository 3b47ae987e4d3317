"""Whatever happens to members, leads and opportunities, in whatever order: the figures equal a plain recount."""

from decimal import Decimal
from random import Random

import pytest

from campaigns.figures import figures_of
from campaigns.models import Campaign, LeadStage, Member, MemberStatus, Reached
from campaigns.models.membership import UNDELIVERED
from hotcrm.sales.models import Account, Opportunity, Stage
from leads.models import Lead
from leads.models.lifecycle import Status
from tests.factories import make_lead

from .making import STAGES, make_campaign, make_member

STEPS = 60


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
    """Random changes of what is counted, as the verbs leave it."""

    def __init__(self, number):
        self.chance = Random(number)
        self.campaigns = [make_campaign(responses=["responded", "clicked"] if number % 2 else ["attended"])]
        self.campaigns += [make_campaign() for _ in range(2)]
        self.leads = [make_lead(campaign=self.any([None, *self.campaigns])) for _ in range(8)]
        self.account = Account.objects.create(name="Acme")

    def any(self, choices):
        return self.chance.choice(list(choices))

    def enrol(self):
        lead, campaign = self.any(Lead.objects.all()), self.any(self.campaigns)
        if not Member.objects.filter(lead=lead, campaign=campaign).exists():
            make_member(campaign, lead, self.any(MemberStatus), is_held_out=self.chance.random() < 0.2)

    def change_status(self):
        if members := list(Member.objects.all()):
            changed = {"status": self.any(MemberStatus), "reached": self.any(Reached)}
            Member.objects.filter(pk=self.any(members).pk).update(**changed)

    def remove(self):
        if members := list(Member.objects.all()):
            self.any(members).delete()

    def lead_goes_on(self):
        """Converted, taken back, discarded, restored: the member knows."""
        lead, status = self.any(self.leads), self.any([Status.NEW, Status.CONVERTED, Status.DISCARDED])
        gone = lead.created_at if status == Status.DISCARDED else None
        Lead.objects.filter(pk=lead.pk).update(status=status, discarded_at=gone)
        Member.objects.filter(lead=lead).update(lead_stage=STAGES.get(status, LeadStage.OPEN))

    def lead_names_another(self):
        Lead.objects.filter(pk=self.any(self.leads).pk).update(campaign=self.any([None, *self.campaigns]))

    def deal_comes(self):
        campaign, stage = self.any([None, *self.campaigns]), self.any([Stage.PROPOSAL, Stage.CLOSED_WON])
        Opportunity.objects.create(name="D", account=self.account, campaign=campaign, stage=stage, amount=self.price())

    def deal_changes(self):
        if deals := list(Opportunity.objects.all()):
            changed = {"stage": self.any([Stage.PROPOSAL, Stage.CLOSED_WON]), "amount": self.price()}
            changed["campaign"] = self.any([None, *self.campaigns])
            Opportunity.objects.filter(pk=self.any(deals).pk).update(**changed)

    def price(self):
        return self.any([None, Decimal(self.chance.randrange(10**9)).scaleb(-2)])

    def goes_on(self):
        steps = (self.enrol, self.enrol, self.change_status, self.remove, self.lead_goes_on)
        self.any([*steps, self.lead_names_another, self.deal_comes, self.deal_changes])()


@pytest.mark.parametrize("number", range(4))
def test_figures_equal_a_recount_after_every_step(db, number):
    story = Story(number)
    for _ in range(STEPS):
        story.goes_on()
        found = figures_of(Campaign.objects.all())
        for campaign in story.campaigns:
            wanted = recount(campaign)
            assert {name: getattr(found[campaign.pk], name) for name in wanted} == wanted
