"""The sections of the pages of accounts, contacts and opportunities, and which fields stand in each."""

from django.utils.translation import gettext_lazy as _

from hotcrm.pages.sections import Section
from hotcrm.sales.models import Account, Contact, Opportunity


def by_slug(*sections) -> dict[str, Section]:
    return {section.slug: section for section in sections}


SECTIONS = {
    Account: by_slug(
        Section("company", _("Company"), ("name", "industry", "phone", "website", "tin")),
        Section("size", _("Size"), ("annual_revenue", "employees")),
        Section("address", _("Address"), ("street", "city", "state", "postal_code", "country")),
        Section("additional", _("Additional"), ("description",)),
    ),
    Contact: by_slug(
        Section("person", _("Person"), ("first_name", "middle_name", "last_name", "title", "account", "is_primary")),
        Section("reach", _("How to reach them"), ("email", "phone", "mobile")),
        Section("preferences", _("Communication preferences"), ("email_opt_out", "do_not_call")),
    ),
    Opportunity: by_slug(
        Section("deal", _("Deal"), ("name", "account", "primary_contact", "amount", "probability", "close_on")),
        Section("origin", _("Origin"), ("lead_source", "campaign")),
        Section("additional", _("Additional"), ("description",)),
    ),
}
