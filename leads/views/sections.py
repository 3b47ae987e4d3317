"""What each section of a lead's page shows: labels, values, and what the system fills in."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hotcrm.pages.sections import Shown, ShownSection
from leads.forms.sections import SECTIONS
from leads.models import Lead, Status
from leads.models.editing import AFTER_CONVERSION

# Fields of the system's own, shown after those that a person edits: (name, kind).
SYSTEM = {
    "identity": ("number",),
    "qualification": ("likelihood",),
    "assignment": (
        "owner",
        "previous_owner",
        "pool",
        "assigned_at",
        "pooled_at",
        "first_contact_due_at",
        "contacted_at",
        "overdue_at",
        "reclaim_on",
        "partner",
        "utm",
    ),
    "additional": (),
    "conversion": ("converted_account", "converted_contact", "converted_opportunity", "converted_at", "converted_by"),
}
LABELS = {
    "number": _("lead number"),
    "partner": _("partner"),
    "converted_account": _("account"),
    "converted_contact": _("contact"),
    "converted_opportunity": _("opportunity"),
    "converted_by": _("converted by"),
}
KINDS = {
    "email": "email",
    "phone": "phone",
    "mobile": "phone",
    "website": "website",
    "linkedin": "text",
    "annual_revenue": "money",
    "budget": "money",
    "rating": "stars",
    "next_follow_up_on": "due",
    "reclaim_on": "due",
    "consent_at": "moment",
    "assigned_at": "moment",
    "pooled_at": "moment",
    "first_contact_due_at": "moment",
    "contacted_at": "moment",
    "overdue_at": "moment",
    "converted_at": "moment",
    "owner": "person",
    "previous_owner": "person",
    "converted_by": "person",
    "description": "prose",
    "notes": "prose",
    "tags": "tags",
    "email_opt_out": "flag",
    "do_not_call": "flag",
    "utm": "pairs",
    "likelihood": "percent",
}
# Records with pages of their own.
LINKED = ("account", "contact", "partner_contact", "converted_account", "converted_contact", "converted_opportunity")
KINDS |= dict.fromkeys(LINKED, "record")
WIDE = ("description", "notes", "tags", "utm")


@dataclass(frozen=True)
class LeadSection(ShownSection):
    is_locked: bool = False  # whether the lead was converted

    @property
    def is_open(self) -> bool:
        return super().is_open and self.section.slug not in ("assignment", "preferences", "conversion")

    @property
    def can_be_edited(self) -> bool:
        """Of a converted lead only what is still kept up."""
        return bool(AFTER_CONVERSION.intersection(self.section.fields) if self.is_locked else self.section.fields)


def shown_sections(lead, user) -> list[LeadSection]:
    seen = seen_by(user, *(getattr(lead, name) for name in LINKED))
    return [
        LeadSection(
            section,
            [
                *(shown(lead, name, seen=seen) for name in section.fields),
                *(shown(lead, name, seen=seen, is_editable=False) for name in SYSTEM.get(section.slug, ())),
            ],
            is_locked=lead.status == Status.CONVERTED,
        )
        for section in SECTIONS.values()
    ]


def seen_by(user, *records) -> set:
    """Which of these records this person sees. A query for each model at most."""
    named: dict = {}
    for record in records:
        if record is not None:
            named.setdefault(type(record), set()).add(record.pk)
    return {record for model, pks in named.items() for record in model.objects.visible_to(user).filter(pk__in=pks)}


def shown(lead, name, *, seen=(), is_editable=True) -> Shown:
    if name in lead.hidden_here:
        return Shown(name, _label(name), True, "hidden", is_editable=False)
    kind = KINDS.get(name, "text")
    extra = None
    if kind == "phone":
        extra = getattr(lead, f"{name}_e164")
    elif kind == "website":
        extra = lead.website_url
    elif kind == "record" and (record := getattr(lead, name)) in seen:
        extra = record.get_absolute_url()
    return Shown(name, _label(name), _value(lead, name), kind, extra, is_editable, name in WIDE)


def _value(lead, name):
    display = getattr(lead, f"get_{name}_display", None)
    return display() if display else getattr(lead, name)


def _label(name):
    return LABELS.get(name) or Lead._meta.get_field(name).verbose_name
