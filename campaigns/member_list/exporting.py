"""Members on their way out: each with who it is, as far as whoever takes them out may read that."""

import itertools
from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaigns.models import MemberStatus
from hotcrm.pages.exporting import PIECE
from hotcrm.people.models import User
from hotcrm.sales.models import Contact
from leads.models import Lead

from .tables import company_of

FIELDS = (
    "lead_number", "contact_number", "name", "company", "email", "status", "responded_at", "group", "held_out",
    "value", "added_at", "added_by",
)  # fmt: skip
OF_A_MEMBER = ("lead_id", "contact_id", "status", "responded_at", "arm", "is_held_out", "value", "created_at")
OF_A_LEAD = ("first_name", "middle_name", "last_name", "company", "subject", "email", "owner", "pool")
OF_A_CONTACT = ("first_name", "middle_name", "last_name", "email", "phone", "mobile", "account__name")


def headers() -> list[str]:
    labels = (
        _("lead number"), _("contact number"), _("name"), _("company"), _("e-mail"), _("status"), _("first response"),
        _("group"), _("held out"), _("value"), _("added at"), _("added by"),
    )  # fmt: skip
    return [str(capfirst(label)) for label in labels]


def rows_of(members, reader) -> Iterator[tuple]:
    """The rows one after another, two queries for every few hundred."""
    statuses = dict(MemberStatus.choices)
    names = dict(User.objects.values_list("pk", "username"))
    found = iter(members.values_list(*OF_A_MEMBER, "added_by_id").iterator(chunk_size=PIECE))
    leads = Lead.objects.as_read_by(reader).only(*OF_A_LEAD)
    contacts = Contact.objects.as_read_by(reader).select_related("account").only(*OF_A_CONTACT)
    while piece := list(itertools.islice(found, PIECE)):
        lead_of, contact_of = ({key for row in piece if (key := row[at])} for at in (0, 1))
        lead_of, contact_of = leads.in_bulk(lead_of), contacts.in_bulk(contact_of)
        for lead, contact, status, *rest, added_by in piece:
            one = lead_of.get(lead) or contact_of.get(contact)
            if one is not None:  # gone since the list was read
                number = one.number if lead else None
                said = (getattr(one, "name", None) or str(one), company_of(one), one.email, statuses.get(status, ""))
                yield (number, contact, *said, *rest, names.get(added_by))
