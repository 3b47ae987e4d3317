"""Contacts made of leads that are saved, where the policy wants them before conversion (PRODUCT 2)."""

from django.utils import timezone

from hotcrm.records.models import Event
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Contact

TAKEN_OVER = ("first_name", "middle_name", "last_name", "title", "email", "phone", "mobile", "email_opt_out")


def make_contacts(leads, known):
    """Give each lead with first and last name, and no contact, a new one; not where somebody like it is known, for a
    person shall decide that. Two statements however many, beside those of `known`. Call it inside a transaction."""
    made = []
    for lead in leads:
        if lead.contact_id or not (lead.first_name and lead.last_name) or known.contact_like(lead):
            continue
        contact = Contact(account=lead.account, owner=lead.owner, do_not_call=lead.do_not_call)
        for name in TAKEN_OVER:
            setattr(contact, name, getattr(lead, name))
        contact.normalize()
        known.add_contact(contact)
        made.append((lead, contact))
    Contact.objects.bulk_create(contact for _, contact in made)
    now = timezone.now()
    Event.objects.bulk_create(
        Event(verb="create", by=known.by, at=now, data={}, type=type_of(contact), object_id=contact.pk)
        for _, contact in made
    )
    for lead, contact in made:
        lead.contact = contact
