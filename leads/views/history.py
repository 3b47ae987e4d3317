"""The timeline of a lead: in which words its events are told."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hotcrm.activities.timeline import Timeline
from hotcrm.records.lead_words import action_told
from leads.models import DisqualificationReason
from pools.models import ReturnReason

# What history calls a verb once it has happened.
PAST = {
    "claim": _("Claimed"),
    "assign": _("Assigned"),
    "route": _("Assigned automatically"),
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
    "leave_campaign": _("Removed from a campaign"),
    "opt_out": _("Opted out of e-mail"),
}
REASONS = {"return_to_pool": ReturnReason, "disqualify": DisqualificationReason}


def why_this_pool(facts, person) -> str:
    return _t("By the entry rule “%(rule)s”") % {"rule": facts["rule"]} if "rule" in facts else ""


def why_this_person(facts, person) -> str:
    """By what a pool gave the lead to somebody: whose turn it was, or who held least."""
    match facts.get("how"):
        case "round_robin" if "after" in facts:
            return _t("Round robin, after %(person)s") % {"person": person(facts["after"])}
        case "round_robin":
            return _t("Round robin, the first of all")
        case "least_loaded":
            held = ngettext("%(count)d open lead before", "%(count)d open leads before", facts["open"])
            return _t("Least loaded: %(held)s") % {"held": held % {"count": facts["open"]}}
        case "default":
            return _t("Default assignee of the pool")
    return ""


NOTES = {"create": why_this_pool, "route": why_this_person}


def timeline_of(lead, request) -> Timeline:
    return Timeline(
        lead,
        show=request.GET.get("show", "")[:40],
        before=request.GET.get("before", "")[:80],
        words={verb: action_told(verb, told) for verb, told in PAST.items()},
        reasons=REASONS,
        notes=NOTES,
    )
