"""What a lead must say of itself where the policy asks for more than the minimum (PRODUCT 2)."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Policy, RequiredFields
from hotcrm.texts import Text

ALWAYS = _("Required.")
NO_ACCOUNT = _("Required while no existing account is chosen.")
NO_CONTACT = _("Required while no existing contact is chosen.")


class Requirement(NamedTuple):
    """A field that must be filled, unless another one is."""

    field: str
    unless: str = ""
    words: Text = ALWAYS


FULL = (
    Requirement("subject"),
    Requirement("lead_source"),
    Requirement("direction"),
    Requirement("company", "account", NO_ACCOUNT),
    Requirement("website", "account", NO_ACCOUNT),
    Requirement("tin", "account", NO_ACCOUNT),
    Requirement("first_name", "contact", NO_CONTACT),
    Requirement("last_name", "contact", NO_CONTACT),
)


def required_by(policy: Policy) -> tuple[Requirement, ...]:
    return FULL if policy.required_fields == RequiredFields.S2 else ()


def missing(lead, asked, policy: Policy) -> dict[str, Text]:
    """What is to be said at which field. Only fields in `asked` count, and those whose alternative stands in it
    and was taken away: a section is not held up by what another one lacks."""
    return {
        one.field: one.words
        for one in required_by(policy)
        if {one.field, one.unless} & set(asked) and not _filled(lead, one.field) and not _filled(lead, one.unless)
    }


def _filled(lead, name) -> bool:
    return bool(name and getattr(lead, lead._meta.get_field(name).attname))
