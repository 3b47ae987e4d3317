"""Accounts, contacts and opportunities on their way out: their columns, in the words of the reader."""

from collections.abc import Iterator

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Trim
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hotcrm.pages.columns import Written, labelled, written_rows
from hotcrm.pages.exporting import OnTheClock
from hotcrm.records.models import Industry, LeadSource

from .models import Account, Contact, LossReason, Opportunity, Stage

COLUMNS = {
    Account: (
        "id", "name", "industry", "phone", "website", "tin", "annual_revenue", "employees", "street", "city", "state",
        "postal_code", "country", "description", "owner", "created_at", "updated_at",
    ),
    Contact: (
        "id", "first_name", "middle_name", "last_name", "title", "account", "is_primary", "email", "phone", "mobile",
        "email_opt_out", "do_not_call", "owner", "created_at", "updated_at",
    ),
    Opportunity: (
        "id", "name", "account", "primary_contact", "stage", "amount", "probability", "close_on", "closed_at",
        "loss_reason", "lead_source", "campaign", "description", "owner", "created_at", "updated_at",
    ),
}  # fmt: skip
CONTACT_NAME = Trim(Concat("primary_contact__first_name", Value(" "), "primary_contact__last_name"))


def headers_of(model) -> list[str]:
    labels = {"id": _("number")}
    return [str(capfirst(labels.get(name) or model._meta.get_field(name).verbose_name)) for name in COLUMNS[model]]


def rows_of(rows: QuerySet) -> Iterator[tuple]:
    """The rows one after another. A query for each picklist, and one for all rows."""
    names = COLUMNS[rows.model]
    special = specially_written(names)
    return written_rows(rows, [special.get(name) or Written(name) for name in names])


def specially_written(names) -> dict[str, Written]:
    picklists = {"industry": Industry, "lead_source": LeadSource, "loss_reason": LossReason}
    offered = {name: model.objects.all() for name, model in picklists.items() if name in names}
    return {
        "owner": Written("owner__username"),
        "account": Written("account__name"),
        "campaign": Written("campaign__code"),
        "primary_contact": Written(CONTACT_NAME),
        "stage": Written("stage", labelled(Stage.choices)),
        **{name: Written(OnTheClock(name)) for name in ("created_at", "updated_at", "closed_at")},
        **{name: Written(f"{name}_id", labelled((row.code, row) for row in found)) for name, found in offered.items()},
    }
