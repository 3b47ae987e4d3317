"""What a column of a file can be, and how each kind of field is read from text."""

import re
from collections.abc import Callable
from decimal import Decimal
from email.utils import parseaddr
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hotcrm.pages.importing import values
from hotcrm.pages.importing.dates import DayOrder
from hotcrm.pages.importing.unreadable import Unread
from leads.models import Lead, LeadQualification
from leads.models.qualifying import DETAILS

GROUPS = [
    (
        gettext_lazy("Identity"),
        ["full_name", "salutation", "first_name", "middle_name", "last_name", "subject", "number", "external_id"],
    ),
    (
        gettext_lazy("Company"),
        ["company", "company_typed", "title", "industry", "annual_revenue", "employees", "website", "tin"],
    ),
    (gettext_lazy("Contact"), ["email", "phone", "mobile", "fax", "linkedin", "wechat", "social_other"]),
    (gettext_lazy("Qualification"), ["status", "rating", "budget", "timeline", "direction", "product"]),
    (
        gettext_lazy("Qualification (BANT)"),
        [
            "goal",
            "implementation_options",
            "selection_criteria",
            "compliance",
            "competitors",
            "inbound_channel",
            "budget_is_set",
            "estimated_amount",
            "procurement",
            "decision_level",
            "contact_level",
            "decision_maker",
            "influence",
            "terms",
            "estimated_closing_on",
            "terms_comment",
        ],
    ),
    (
        gettext_lazy("Assignment"),
        ["owner", "pool", "lead_source", "source_detail", "campaign", "channel", "agreement", "next_follow_up_on"],
    ),
    (gettext_lazy("Address"), ["street", "city", "state", "postal_code", "country"]),
    (gettext_lazy("Additional"), ["description", "tags", "notes", "created_at", "converted_at"]),
    (
        gettext_lazy("Communication preferences"),
        ["email_opt_out", "do_not_call", "consent_at", "consent_source"],
    ),
]
OTHER_LABELS = {
    "full_name": pgettext_lazy("column of a file", "Full name"),
    "number": gettext_lazy("lead number"),
    "fax": gettext_lazy("fax (kept in the notes)"),
}
LARGEST_INTEGER = 2_147_483_647
ONLY_IN_HISTORY = {"created_at", "converted_at"}
SCIENTIFIC = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)
BETWEEN_TAGS = re.compile(r"\s*[,;|，；、]\s*")
PREFIX_OF_META = re.compile(r"^[a-z]{1,2}:(?=\+?\d)")


def field_of(name: str) -> Any:
    """The field of the lead, or of the qualification beside it."""
    return (LeadQualification if name in DETAILS else Lead)._meta.get_field(name)


def label_of(name: str):
    return OTHER_LABELS.get(name) or field_of(name).verbose_name


def choices() -> list:
    """What a column can be, in groups, in the language of the reader."""
    return [(group, [(name, choice_label(name)) for name in names]) for group, names in GROUPS]


def choice_label(name: str) -> str:
    label = capfirst(label_of(name))
    return _("%(field)s (history import only)") % {"field": label} if name in ONLY_IN_HISTORY else label


NAMES = frozenset(name for __, names in GROUPS for name in names)


def reader_of(name: str, *, order: DayOrder, decimal_comma: bool, zone) -> Callable[[str], object]:
    """How the text of a column becomes a value of this field. What it raises is `Unread`."""
    if name in OWN_READERS:
        return OWN_READERS[name]
    field = field_of(name)
    if isinstance(field, models.DecimalField):
        most = Decimal(10) ** (field.max_digits - field.decimal_places) - values.CENT
        return values.between(partial(values.money, decimal_comma=decimal_comma), -most, most)
    if isinstance(field, models.IntegerField):
        return values.between(partial(values.integer, decimal_comma=decimal_comma), 0, LARGEST_INTEGER)
    if isinstance(field, models.DateTimeField):
        return partial(values.moment, order=order, zone=zone)
    if isinstance(field, models.DateField):
        return partial(values.date, order=order)
    if isinstance(field, models.BooleanField):
        return values.boolean
    return values.text_up_to(field.max_length)


def email(text: str) -> str | None:
    """`Jane Doe <jane@x.example>` is unwrapped; what is no address, or several, is refused."""
    if values.is_nothing(text):
        return None
    address = (parseaddr(text)[1] if "<" in text else text).strip().removeprefix("mailto:").lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Unread(_("“%(value)s” is not an e-mail address.") % {"value": text[:60]})
    return values.text_up_to(254)(address)


def phone(text: str) -> str | None:
    if values.is_nothing(text):
        return None
    if SCIENTIFIC.match(text):
        raise Unread(_("“%(value)s”: a spreadsheet has cut digits off this number.") % {"value": text[:60]})
    text = PREFIX_OF_META.sub("", text).removesuffix(".0")
    return values.text_up_to(40)(text)


def tags(text: str) -> list[str] | None:
    return list(dict.fromkeys(filter(None, BETWEEN_TAGS.split(text.strip("[]"))))) or None


def number(text: str) -> int:
    digits = text.upper().removeprefix("L-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise Unread(_("“%(value)s” is not a lead number.") % {"value": text[:60]})
    return int(digits)


def tin(text: str) -> str | None:
    digits = re.sub(r"[\s\-./]", "", text)
    if not (digits.isascii() and digits.isdigit() and len(digits) in (9, 10, 12)):
        raise Unread(_("A tax number has 9, 10 or 12 digits."))
    return digits


OWN_READERS = {
    "email": email,
    "phone": phone,
    "mobile": phone,
    "tags": tags,
    "number": number,
    "tin": tin,
    "full_name": values.text_up_to(240),
    "fax": values.text_up_to(60),
}
