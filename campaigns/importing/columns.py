"""What a column of a file of members can be, and how its text is read."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from campaigns.models import Member, MemberStatus
from hotcrm.pages.importing import values
from hotcrm.pages.importing.dates import DayOrder
from hotcrm.pages.importing.headers import Recogniser
from hotcrm.pages.importing.unreadable import Unread
from hotcrm.texts import Text
from leads.importing.columns import email
from leads.importing.columns import number as lead_number

LANGUAGES = ("en", "zh-hans")
LABELS: dict[str, Text] = {
    "number": _("lead number"),
    "contact": _("contact number"),
    "external_id": _("external client id"),
    "email": _("e-mail"),
    "status": _("status"),
    "group": _("group"),
    "held_out": _("held out"),
    "value": _("value"),
    "responded_at": _("first response"),
}
PERSON = ("number", "contact", "external_id", "email")  # the first that a row has says who it is
GROUPS = [(_("Who it is"), PERSON), (_("What is known"), tuple(name for name in LABELS if name not in PERSON))]
NAMES = {
    "number": ("lead id", "lead", "id"),
    "contact": ("contact id", "contact"),
    "external_id": ("external id", "client id", "customer id", "row id"),
    "email": ("email address", "mail"),
    "status": ("member status", "response", "result"),
    "group": ("arm", "segment", "variant", "cell"),
    "held_out": ("hold-out", "holdout", "control"),
    "value": ("spend", "revenue", "amount"),
    "responded_at": ("responded on", "responded date", "first responded date", "response date"),
}
MOST = Decimal(10) ** 14 - values.CENT


def choices() -> list:
    return [(group, [(name, capfirst(LABELS[name])) for name in names]) for group, names in GROUPS]


def labels(name: str) -> list[str]:
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(str(LABELS[name]))
    return found


def statuses() -> values.Choice:
    pairs = [(status.value, status.value) for status in MemberStatus]
    for language in LANGUAGES:
        with translation.override(language):
            pairs += [(str(status.label), status.value) for status in MemberStatus]
    return values.Choice(pairs)


def contact_number(text: str) -> int | None:
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise Unread(_("“%(value)s” is not a contact number.") % {"value": text[:60]})
    return int(digits)


def reader_of(name: str, *, order: DayOrder, decimal_comma: bool, zone) -> Callable[[str], Any]:
    """How the text of a column becomes a value. What it raises is `Unread`."""
    readers: dict[str, Callable[[], Callable[[str], object]]] = {
        "number": lambda: lead_number,
        "contact": lambda: contact_number,
        "external_id": lambda: values.text_up_to(100),
        "email": lambda: email,
        "status": statuses,
        "group": lambda: values.text_up_to(Member._meta.get_field("arm").max_length),
        "held_out": lambda: values.boolean,
        "value": lambda: values.between(partial(values.money, decimal_comma=decimal_comma), 0, MOST),
        "responded_at": lambda: partial(values.moment, order=order, zone=zone),
    }
    return readers[name]()


RECOGNISER = Recogniser({name: [*NAMES[name], *labels(name)] for name in LABELS}, ignored=("name", "company"))
