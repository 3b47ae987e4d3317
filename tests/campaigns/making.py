"""Campaigns, members and opportunities as they stand, made without the verbs that lead there."""

from itertools import count

from django.utils import timezone

from campaigns.models import Campaign, LeadStage, Member, MemberStatus
from campaigns.models.membership import LADDER
from hotcrm.sales.models import Account, Opportunity
from leads.models.lifecycle import Status

NUMBERS = count(1)
STAGES = {Status.CONVERTED: LeadStage.CONVERTED, Status.DISCARDED: LeadStage.DISCARDED}


def make_campaign(**values) -> Campaign:
    number = next(NUMBERS)
    return Campaign.objects.create(**{"name": f"Campaign {number}", "code": f"campaign-{number}", **values})


def make_member(campaign, person, status=MemberStatus.SENT, **values) -> Member:
    is_contact = person._meta.model_name == "contact"
    if not is_contact:
        values.setdefault("lead_stage", STAGES.get(person.status, LeadStage.OPEN))
    if status in campaign.responses:
        values.setdefault("responded_at", timezone.now())
    values.setdefault("reached", LADDER.get(status, 0))
    return Member.objects.create(
        campaign=campaign, status=status, **{"contact" if is_contact else "lead": person}, **values
    )


def make_opportunity(campaign=None, **values) -> Opportunity:
    if "account" not in values:
        values["account"] = Account.objects.create(name="Acme")
    return Opportunity.objects.create(campaign=campaign, **{"name": "Acme", **values})
