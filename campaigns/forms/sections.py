"""The sections of a campaign's page, and which fields stand in each."""

from django.utils.translation import gettext_lazy as _

from hotcrm.pages.sections import Section

SECTIONS = {
    section.slug: section
    for section in (
        Section("campaign", _("Campaign"), ("name", "code", "type", "channel", "parent")),
        Section("days", _("Days"), ("starts_on", "ends_on")),
        Section("money", _("Money"), ("budgeted_cost", "typed_cost", "expected_revenue", "typed_revenue")),
        Section("responses", _("Responses"), ("responses",), on_create=False),
        Section("additional", _("Additional"), ("description",)),
    )
}
FIELDS = tuple(name for section in SECTIONS.values() for name in section.fields)
MONEY = SECTIONS["money"].fields
