"""The timeline of a lead: in which words its events are told."""

from django.utils.translation import gettext_lazy as _

from hotcrm.activities.timeline import Timeline
from hotcrm.records.lead_words import action_told
from leads.models import DisqualificationReason
from pools.models import ReturnReason

# What history calls a verb once it has happened.
PAST = {
    "claim": _("Claimed"),
    "assign": _("Assigned"),
    "change_owner": _("Owner changed"),
    "return_to_pool": _("Returned to the pool"),
    "reclaim": _("Reclaimed into the pool"),
    "transfer": _("Transferred"),
    "work": _("Work began"),
    "nurture": _("Nurtured"),
    "qualify": _("Qualified"),
    "disqualify": _("Disqualified"),
    "reopen": _("Reopened"),
    "reactivate": _("Reactivated"),
    "convert": _("Converted"),
    "undo_conversion": _("Conversion undone"),
    "discard": _("Discarded"),
    "restore": _("Restored"),
    "plan_task": _("Task added"),
    "retrieve": _("Back to the pool, for its owner left"),
    "take_back": _("Bulk change undone"),
}
REASONS = {"return_to_pool": ReturnReason, "disqualify": DisqualificationReason}


def timeline_of(lead, request) -> Timeline:
    return Timeline(
        lead,
        show=request.GET.get("show", "")[:40],
        before=request.GET.get("before", "")[:80],
        words={verb: action_told(verb, told) for verb, told in PAST.items()},
        reasons=REASONS,
    )
