"""The house policies that verbs of a lead keep."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from hotcrm.people.roles import Role
from hotcrm.records.conditions import When, holds
from hotcrm.records.models import Policy
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import NotAllowed
from pools.models import administered
from pools.models.membership import Administrators

CAMPAIGN_LEADS = Q(campaign__isnull=False)
DECIDED_BY_OWNER = ("qualify", "disqualify", "convert")


def policy_in_force(rows, by, **kwargs) -> Policy:
    """What a verb reads as its plan. One query a chunk."""
    return Policy.current()


@dataclass
class ReturnPlan:
    """Whether a reason is asked for, and whom a pool tells that a lead came back."""

    asks_reason: bool
    administrators: Administrators


def plan_return(rows, by, *, reason=None, **kwargs) -> ReturnPlan:
    """Two queries at most."""
    return ReturnPlan(not reason and Policy.current().return_reason_required, Administrators())


def any_pool(rows, by, *, to, **kwargs) -> bool:
    """Whether somebody may transfer to this pool: one they administer, or any where the policy says so."""
    if by is None or by.is_crm_admin or to.pk in administered(Reach.of(by)):
        return True
    return Policy.current().transfer_to_any_pool


def sees_all_leads(reach) -> bool:
    """CRM administrators, auditors and marketers do, unless the policy narrows those who are nothing but
    marketers."""
    person = reach.user
    if not person.sees_everything or person.is_crm_admin or Role.AUDITOR in person.roles:
        return person.sees_everything
    return not reach.policy.marketers_see_campaign_leads_only


def owner_only(by, policy) -> list[When]:
    """Where the policy says so, only the owner decides what becomes of an owned lead."""
    if not policy.qualify_by_owner_only or by is None or by.is_crm_admin:
        return []
    mine = Q(owner_id=by.pk) | Q(owner_id__isnull=True)
    return [When(mine, _("Only the owner qualifies, disqualifies and converts a lead here."), code="not_allowed")]


def check_owner_only(lead, by, policy):
    for rule in owner_only(by, policy):
        if not holds(rule.q, lead):
            raise NotAllowed(rule.refusal)
