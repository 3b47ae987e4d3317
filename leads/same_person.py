"""When a lead may be a contact we know: the same last name and two more things in common (PRODUCT 2)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.records.folding import fold
from hotcrm.sales.models.keys import phone_key

ENOUGH = 2  # of first name, middle name, phone, e-mail, company
MOST = 200  # contacts of one last name that are looked through
AT_ONCE = 100  # last names asked for by one query: SQLite takes no deeper condition than 1,000


def of_last_name(*names) -> Q:
    """The contacts of one of these last names, by the index of names (which begin with the last one)."""
    wanted = Q(pk__in=())
    for name in {fold(name) for name in names} - {""}:
        wanted |= Q(name_key=name) | Q(name_key__startswith=f"{name} ")
    return wanted


def in_common(lead, contact) -> list:
    """What a lead and a contact of the same last name share, in words."""
    if not lead.last_name or fold(lead.last_name) != fold(contact.last_name):
        return []
    numbers = {contact.phone_key, contact.mobile_key} & {phone_key(lead.phone), phone_key(lead.mobile)} - {""}
    company = fold(lead.company)
    found = {
        _("same first name"): _same(lead.first_name, contact.first_name),
        _("same middle name"): _same(lead.middle_name, contact.middle_name),
        _("same phone"): bool(numbers),
        _("same e-mail"): bool(lead.email) and lead.email.strip().lower() == contact.email,
        _("same company"): bool(contact.account_id)
        and (contact.account_id == lead.account_id or (bool(company) and contact.account.name_key == company)),
    }
    return [words for words, holds in found.items() if holds]


def may_be(lead, contact) -> bool:
    return len(in_common(lead, contact)) >= ENOUGH


def _same(one: str, other: str) -> bool:
    return bool(one) and fold(one) == fold(other)
