"""The lists beside a record: what hangs together with it, as far as a person sees it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.sales.models import Account, Contact, Opportunity
from hotcrm.texts import Text

from .actions import may_create

MOST = 10


@dataclass(frozen=True)
class Related:
    """`rows` are the newest few; `add_url` starts a new one that belongs here."""

    label: Text
    icon: str
    rows: list[Any]
    has_more: bool = False
    add_url: str = ""


def related_of(record, user) -> list[Related]:
    parts = {Account: of_account, Contact: of_contact, Opportunity: of_opportunity}[type(record)]
    return [*parts(record, user), leads_of(record, user)]


def of_account(account, user):
    add = f"?account={account.pk}" if may_create(user) else ""
    contacts = seen(account.contacts, user).order_by("-is_primary", "name_key", "pk")
    yield part(_("Contacts"), "contact", contacts, add and reverse("contact_create") + add)
    deals = seen(account.opportunities, user).order_by("-created_at", "-pk")
    yield part(_("Opportunities"), "opportunity", deals, add and reverse("opportunity_create") + add)


def of_contact(contact, user):
    deals = seen(contact.opportunities, user).order_by("-created_at", "-pk")
    add = ""
    if contact.account_id and may_create(user):
        add = f"{reverse('opportunity_create')}?account={contact.account_id}&contact={contact.pk}"
    yield part(_("Opportunities"), "opportunity", deals, add)


def of_opportunity(opportunity, user):
    others = Opportunity.objects.visible_to(user).filter(account=opportunity.account_id).exclude(pk=opportunity.pk)
    yield part(_("Other opportunities of the account"), "opportunity", others.order_by("-created_at", "-pk"))


def leads_of(record, user) -> Related:
    """The leads it came from."""
    conversions = record._meta.get_field("conversions").related_model
    model = conversions._meta.get_field("lead").related_model
    keys = record.conversions.values("lead")
    return part(_("Came from"), "lead", model.objects.visible_to(user).filter(pk__in=keys).order_by("-pk"))


def seen(manager, user):
    return manager.filter(pk__in=manager.model.objects.visible_to(user).values("pk"))


def part(label, icon, rows, add_url="") -> Related:
    found = list(rows[: MOST + 1])
    return Related(label, icon, found[:MOST], len(found) > MOST, add_url)
