"""The way back from a conversion, while nothing was built on it."""

from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from hotcrm.activities.models import ActivityLink, Task
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Account, Contact, Opportunity, Stage

from .carrying import bring_discussion_back, is_discussed_since

PARTS = {"account": Account, "contact": Contact, "opportunity": Opportunity}


def locked(conversion):
    """With what it made or linked as it stands now; whoever would build on that waits until this ends."""
    for part, model in PARTS.items():
        pk = getattr(conversion, f"{part}_id")
        setattr(conversion, part, pk and model.objects.select_for_update().get(pk=pk))
    return conversion


def check_nothing_built_on(conversion):
    if built := built_on(conversion):
        raise Refused(_("The conversion cannot be undone: %(what)s.") % {"what": built}, code="built_on")


def built_on(conversion) -> str:
    """What came after the conversion and would be lost with it; empty when nothing did."""
    account, opportunity, lead_pk = conversion.account, conversion.opportunity, conversion.lead_id
    if "opportunity" in conversion.made:
        if opportunity.version > 1 or opportunity.stage != Stage.PROSPECTING:
            return _("the opportunity was worked on")
        if opportunity.conversions.exclude(lead=lead_pk).exists():
            return _("another lead was attached to the opportunity")
    if "contact" in conversion.made:
        if conversion.contact.version > 1:
            return _("the contact was edited")
        if conversion.contact.opportunities.exclude(pk=opportunity and opportunity.pk).exists():
            return _("the contact has other opportunities")
        if _other_leads_of(conversion):
            return _("other leads belong to the contact")
    if "account" in conversion.made:
        if account.version > 1:
            return _("the account was edited")
        if account.opportunities.exclude(pk=opportunity and opportunity.pk).exists():
            return _("the account has other opportunities")
        if account.contacts.exclude(pk=conversion.contact_id).exists():
            return _("the account has other contacts")
        if account.conversions.exclude(lead=lead_pk).exists() or account.leads.exclude(pk=lead_pk).exists():
            return _("other leads belong to the account")
    return _new_work_on(conversion)


def _other_leads_of(conversion) -> bool:
    """Whether leads name the contact, be it as their own, as what they became, or as their partner's."""
    leads = type(conversion.lead)._base_manager.exclude(pk=conversion.lead_id)
    named = Q(contact=conversion.contact) | Q(converted_contact=conversion.contact)
    return leads.filter(named | Q(partner_contact=conversion.contact)).exists()


def _new_work_on(conversion) -> str:
    made = [getattr(conversion, part) for part in conversion.made]
    for record in made:
        kind = type_of(record)
        links = ActivityLink.objects.filter(type=kind, object_id=record.pk)
        if links.exclude(activity__in=conversion.moved.get("activities", [])).exists():
            return _("there are new activities")
        if Task.objects.about(record).exclude(pk__in=conversion.moved.get("tasks", [])).exists():
            return _("there are new tasks")
        if is_discussed_since(record, conversion.moved):
            return _("there are new comments or files")
    return ""


def take_back(conversion, *, by):
    """Delete what was made, move back what was moved."""
    lead_type = type_of(conversion.lead)
    Task.objects.filter(pk__in=conversion.moved.get("tasks", [])).update(type=lead_type, object_id=conversion.lead_id)
    ActivityLink.objects.filter(
        type=type_of(conversion.account),
        object_id=conversion.account_id,
        activity__in=conversion.moved.get("activities", []),
    ).delete()
    bring_discussion_back(conversion)
    if conversion.moved.get("joined"):
        conversion.contact.edit(by=by, changes={"account": None})
    made = [getattr(conversion, part) for part in ("opportunity", "contact", "account") if part in conversion.made]
    conversion.delete()
    try:
        for record in made:
            record.delete()
    except ProtectedError as error:
        kept = ", ".join(sorted({str(one._meta.verbose_name_plural) for one in error.protected_objects}))
        raise Refused(
            _("The conversion cannot be undone: %(what)s.") % {"what": _("%(kept)s name it") % {"kept": kept}},
            code="built_on",
        ) from error
