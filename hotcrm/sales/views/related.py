"""The lists beside a record: what hangs together with it, as far as a person sees it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import PartnerCompany
from hotcrm.sales.models import Account, Contact, Opportunity
from hotcrm.texts import Text

from .actions import may_create

MOST = 10
LOOKED_AT = 50  # leads found by a name, of which some only contain it


@dataclass(frozen=True)
class Related:
    """`rows` are the newest few; `add_url` starts a new one that belongs here."""

    label: Text
    icon: str
    rows: list[Any]
    has_more: bool = False
    add_url: str = ""


def related_of(record, user, parts) -> list[Related]:
    """`parts(record, user)` are those that only records of its kind have."""
    came_from = leads_of(record, user)
    more = [part for part in (*leads_about(record, user, but=came_from.rows), *alike(record, user)) if part.rows]
    return [*parts(record, user), came_from, *more]


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
    keys = record.conversions.values("lead")
    return part(
        _("Came from"), "lead", lead_model(record).objects.visible_to(user).filter(pk__in=keys).order_by("-pk")
    )


def leads_about(record, user, *, but):
    """Other leads that name an account or a contact, or are found by its name or e-mail; and the partners of all."""
    if isinstance(record, Opportunity):
        return
    leads = lead_model(record).objects.visible_to(user)
    named = record.leads.visible_to(user).showing(record._meta.model_name).order_by("-pk")[: MOST + 1]
    key, name = (record.name_key, "company_key") if isinstance(record, Account) else (record.email, "email")
    found = [lead for lead in leads.search(key)[:LOOKED_AT] if getattr(lead, name) == key] if key else []
    others = {lead.pk: lead for lead in (*named, *found) if lead not in but}
    yield part(_("Related leads"), "lead", sorted(others.values(), key=lambda lead: -lead.pk))
    if isinstance(record, Account):
        worked = leads.filter(pk__in=[lead.pk for lead in (*but, *others.values())], agreement__isnull=False)
        yield part(
            _("Partners"), "users", PartnerCompany.objects.filter(agreements__in=worked.values("agreement")).distinct()
        )


def alike(record, user):
    """Others that may be the same, by what tells companies and people apart."""
    known_by = {Account: ("name_key", "tin", "phone_key"), Contact: ("email", "phone_key", "mobile_key")}
    same = [Q((name, value)) for name in known_by.get(type(record), ()) if (value := getattr(record, name))]
    if same:
        others = type(record).objects.visible_to(user).filter(Q(*same, _connector=Q.OR)).exclude(pk=record.pk)
        yield part(_("Possible duplicates"), "copy", others.order_by("pk"))


def lead_model(record):
    """What a record came from: a relation of its own says it, since no room knows what lies above it."""
    return record._meta.get_field("conversions").related_model._meta.get_field("lead").related_model


def seen(manager, user):
    return manager.filter(pk__in=manager.model.objects.visible_to(user).values("pk"))


def part(label, icon, rows, add_url="") -> Related:
    found = list(rows[: MOST + 1])
    return Related(label, icon, found[:MOST], len(found) > MOST, add_url)
