"""Where many members come from at once: a view of leads, or a marketing list. Each is as its reader sees it."""

from django.http import Http404, QueryDict

from campaigns.lists.entries import entries_seen_by
from campaigns.models import ListKind, MarketingList
from hotcrm.pages.listing import Listing
from hotcrm.sales.models import Contact
from leads.models import Lead
from leads.views.listing import LeadList


def leads_of_view(query: str, user) -> Listing:
    """What an address of the list of leads shows to somebody. Raises `Http404` for a view that is not theirs."""
    return Listing(LeadList, user, QueryDict(query))


def people_of_list(marketing_list: MarketingList, user) -> list:
    """The leads and the contacts of a list, as querysets."""
    if marketing_list.kind == ListKind.DYNAMIC:
        return [leads_of_saved_view(marketing_list.view, user)]
    entries = entries_seen_by(user).filter(list=marketing_list).order_by()
    return [
        Lead.objects.visible_to(user).filter(pk__in=entries.filter(lead__isnull=False).values("lead")),
        Contact.objects.visible_to(user).filter(pk__in=entries.filter(contact__isnull=False).values("contact")),
    ]


def leads_of_saved_view(view, user):
    """What a saved view says, asked with this person's eyes: they need not be able to open the view itself."""
    try:
        return leads_of_view(f"view={view.base}&edited=1&{view.query}", user).rows()
    except Http404:  # a view that is not for people like them
        return Lead.objects.none()
