"""The nine sections of a lead, and which of its fields stand in each (PRODUCT 2)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotcrm.pages.sections import Section

SECTIONS = {
    section.slug: section
    for section in (
        Section("identity", _("Identity"), ("subject", "salutation", "first_name", "middle_name", "last_name")),
        Section(
            "company",
            _("Company"),
            (
                "company",
                "company_typed",
                "title",
                "industry",
                "annual_revenue",
                "employees",
                "website",
                "tin",
                "account",
                "contact",
            ),
        ),
        Section(
            "reach",
            pgettext_lazy("section", "Contact"),
            ("email", "phone", "mobile", "linkedin", "wechat", "social_other"),
        ),
        Section("qualification", _("Qualification"), ("rating", "budget", "timeline", "direction", "product")),
        Section(
            "assignment",
            _("Assignment"),
            (
                "next_follow_up_on",
                "lead_source",
                "source_detail",
                "campaign",
                "channel",
                "agreement",
                "partner_contact",
                "external_id",
            ),
            on_create=False,
        ),
        Section("address", _("Address"), ("street", "city", "state", "postal_code", "country"), on_create=False),
        Section("additional", _("Additional"), ("description", "tags", "notes")),
        Section(
            "preferences",
            _("Communication preferences"),
            ("email_opt_out", "do_not_call", "consent_at", "consent_source"),
            on_create=False,
        ),
        Section("conversion", _("Conversion"), (), on_create=False),
    )
}
# What is set by one click, in no section's form.
QUICK = {"rating": ("rating",), "follow_up": ("next_follow_up_on",)}
EVERY_FIELD = tuple(name for section in SECTIONS.values() for name in section.fields)
