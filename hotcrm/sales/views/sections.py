"""What the sections of the pages of accounts, contacts and opportunities show."""

from hotcrm.pages.sections import Shown, ShownSection
from hotcrm.sales.forms.sections import SECTIONS

KINDS = {
    "phone": "phone",
    "mobile": "phone",
    "email": "email",
    "website": "website",
    "annual_revenue": "money",
    "amount": "money",
    "close_on": "day",
    "probability": "percent",
    "description": "prose",
    "is_primary": "flag",
    "email_opt_out": "flag",
    "do_not_call": "flag",
    "account": "record",
    "primary_contact": "record",
}
WIDE = ("description",)


def shown_sections(record, user) -> list[ShownSection]:
    sections = SECTIONS[type(record)].values()
    seen = seen_records(record, user, [name for section in sections for name in section.fields])
    return [ShownSection(section, [shown(record, name, seen=seen) for name in section.fields]) for section in sections]


def seen_records(record, user, names) -> set:
    """Which of the records this one names a person sees. One query for each."""
    named = [getattr(record, name) for name in names if KINDS.get(name) == "record"]
    return {one for one in named if one is not None and type(one).objects.visible_to(user).filter(pk=one.pk).exists()}


def shown(record, name, *, seen=()) -> Shown:
    kind = KINDS.get(name, "text")
    value = getattr(record, name)
    extra = None
    if kind == "website":
        extra = website_url(value)
    elif kind == "record" and value in seen:
        extra = value.get_absolute_url()
    return Shown(name, type(record)._meta.get_field(name).verbose_name, value, kind, extra, is_wide=name in WIDE)


def website_url(typed: str) -> str:
    """An address to click on, if what was typed is one."""
    typed = typed.strip()
    if typed.lower().startswith(("http://", "https://")):
        return typed
    return f"https://{typed}" if "." in typed and ":" not in typed and " " not in typed else ""
