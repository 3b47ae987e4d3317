"""The house policies that verbs of a lead keep."""

from django.utils.translation import gettext as _

from hotcrm.records.models import Policy
from hotcrm.records.refusals import NotAllowed


def policy_in_force(rows, by, **kwargs) -> Policy:
    """What a verb reads as its plan. One query a chunk."""
    return Policy.current()


def check_owner_only(lead, by, policy):
    """Where the policy says so, only the owner decides what becomes of an owned lead."""
    if policy.qualify_by_owner_only and by is not None and lead.owner_id not in (None, by.pk) and not by.is_crm_admin:
        raise NotAllowed(_("Only the owner qualifies, disqualifies and converts a lead here."))
