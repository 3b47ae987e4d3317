"""Rows that were read become leads: new ones through `capture`, known ones through the verb `edit`."""

from copy import copy

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hotcrm.pages.importing.running import Outcome, ReadRow
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import BoundVerb
from leads.models import Lead, Status
from leads.models.capacity import beyond_limits
from leads.models.known import Known

from .columns import label_of
from .outcomes import link_accounts

COLUMNS_OF_KEYS = {
    "external_id": "external_id",
    "email": "email",
    "phone": "phone_e164",
    "mobile": "mobile_e164",
    "number": "pk",
}
# What only the verbs of ownership and lifecycle change, and what only the system writes.
NOT_EDITED = {"owner", "pool", "status", "number", "created_at", "converted_at"}
SEVERAL = object()


def write(rows: list[ReadRow], *, by, key: str, mode: str, defaults, history: bool) -> Outcome:
    found = leads_by_key(rows, key, by=by)
    new, known, rejected = [], [], []
    for row in rows:
        lead = found.get(row.key)
        if reason := refusal(row, lead, key=key, mode=mode):
            rejected.append((row.row, reason))
        elif lead is None:
            new.append(row)
        else:
            known.append((row, lead))
    values = [values_of_new(row, defaults, history=history) for row in new]
    beyond = {} if history else beyond_limits(Lead.objects.all(), values, by=by)
    rejected += [(new[at].row, str(refusal)) for at, refusal in beyond.items()]
    new = [row for at, row in enumerate(new) if at not in beyond]
    create([row for at, row in enumerate(values) if at not in beyond], by=by, history=history)
    refused = edit({lead: values_of_known(row) for row, lead in known}, by=by)
    rejected += [(row.row, refused[lead]) for row, lead in known if lead in refused]
    noted = sum(row.is_noted for row in new) + sum(row.is_noted for row, lead in known if lead not in refused)
    return Outcome(len(new), len(known) - len(refused), noted, rejected)


def leads_by_key(rows: list[ReadRow], key: str, *, by) -> dict:
    """The lead each key stands for among those that `by` may see. One query."""
    keys = {row.key for row in rows if row.key}
    if not key or not keys:
        return {}
    column = COLUMNS_OF_KEYS[key]
    found: dict = {}
    leads = Lead.objects.visible_to(by).showing(column).filter(**{f"{column}__in": keys}, discarded_at__isnull=True)
    for value, pk in leads.values_list(column, "pk"):
        found[value] = SEVERAL if value in found else pk
    return found


def refusal(row: ReadRow, lead, *, key: str, mode: str) -> str:
    if lead is SEVERAL:
        return _("Several leads have this %(key)s.") % {"key": key}
    if lead is not None and mode == "create":
        return _("A lead with this %(key)s is here already.") % {"key": key}
    if lead is None and (mode == "update" or (key == "number" and row.key)):
        return _("No lead of yours has this %(key)s.") % {"key": key}
    return ""


def values_of_new(row: ReadRow, defaults, *, history: bool) -> dict:
    values = {"lead_source_id": defaults.lead_source_id, "campaign_id": defaults.campaign_id, **row.values}
    values["owner"] = values.get("owner") or defaults.owner
    values["pool"] = values.get("pool") or defaults.pool
    values.pop("number", None)
    return values | outcome_of(values) if history else values


def outcome_of(values: dict) -> dict:
    """What a closed status needs beside itself."""
    now = timezone.now()
    match values.get("status"):
        case Status.UNQUALIFIED:
            return {"unqualified_reason_id": "other"}
        case Status.DISCARDED:
            return {"discarded_at": now, "discarded_from": Status.NEW, "owner": None}
        case Status.CONVERTED:
            return {"converted_at": values.get("converted_at") or now}
    return {"converted_at": None}


def create(rows: list[dict], *, by, history: bool):
    if not rows:
        return
    try:
        leads = Lead.objects.capture(rows, by=by, is_history=history)
    except ValidationError as fault:
        raise Invalid(in_words(fault), field=None)
    converted = [lead for lead in leads if lead.status == Status.CONVERTED]
    if converted:
        link_accounts(converted, by=by)


def values_of_known(row: ReadRow) -> dict:
    """Only what the file says; an empty cell overwrites nothing."""
    return {name: value for name, value in row.values.items() if name not in NOT_EDITED}


def edit(changes: dict[int, dict], *, by) -> dict[int, str]:
    """The verb `edit` with values of its own for each lead. Returns why some were refused."""
    if not changes:
        return {}
    results = BoundVerb(EDIT_EACH, Lead).apply(changes, by=by, changes=changes)
    return {pk: str(reason.message) for pk, reason in results.refused}


def edit_each(lead, *, by, changes, plan):
    try:
        return EDIT.act(lead, by=by, changes=changes[lead.pk], plan=plan)
    except ValidationError as fault:
        raise Invalid(in_words(fault), field=None)


def in_words(fault: ValidationError) -> str:
    """What is wrong, each with the column it is wrong in."""
    told = fault.message_dict if hasattr(fault, "error_dict") else {NON_FIELD_ERRORS: fault.messages}
    return " ".join(
        message if name == NON_FIELD_ERRORS else f"{capfirst(label_of(name))}: {message}"
        for name, messages in told.items()
        for message in messages
    )


EDIT = Lead.edit.verb

EDIT_EACH = copy(EDIT)
EDIT_EACH.act = edit_each
EDIT_EACH.plan = lambda rows, by, *, changes: Known([(row, changes[row.pk]) for row in rows], by=by)
