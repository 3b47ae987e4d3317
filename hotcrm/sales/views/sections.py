"""What the sections of a record's page show."""

from hotcrm.pages.sections import Shown, ShownSection

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


def shown_sections(record, user, sections, kinds) -> list[ShownSection]:
    """`kinds` says how the fields that are not plain text are shown."""
    seen = seen_records(record, user, [name for one in sections for name in one.fields if kinds.get(name) == "record"])
    return [
        ShownSection(section, [shown(record, name, kinds, seen=seen) for name in section.fields])
        for section in sections
    ]


def seen_records(record, user, names) -> set:
    """Which of the records this one names a person sees. One query for each."""
    named = [getattr(record, name) for name in names]
    return {one for one in named if one is not None and type(one).objects.visible_to(user).filter(pk=one.pk).exists()}


def shown(record, name, kinds, *, seen=()) -> Shown:
    kind = kinds.get(name, "text")
    labelled = getattr(record, f"get_{name}_display", None)
    value = labelled() if labelled else getattr(record, name)
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
