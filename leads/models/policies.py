"""The house policies that verbs of a lead keep."""

from django.db.models import Q
from django.utils.translation import gettext as _

from hotcrm.records.conditions import When, holds
from hotcrm.records.models import Policy
from hotcrm.records.refusals import NotAllowed

DECIDED_BY_OWNER = ("qualify", "disqualify", "convert")


def policy_in_force(rows, by, **kwargs) -> Policy:
    """What a verb reads as its plan. One query a chunk."""
    return Policy.current()


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
