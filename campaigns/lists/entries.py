"""Who is on a list, as far as somebody sees them."""

from django.db.models import Count, Prefetch, Q, QuerySet

from campaigns.models import Campaign, CampaignList, ListEntry
from hotcrm.records.reach import Reach
from hotcrm.sales.models import Contact
from leads.models import Lead


def entries_seen_by(user) -> QuerySet:
    """Leads and contacts that they see, and addresses; each with the person as they may read them."""
    leads, contacts = Lead.objects.as_read_by(user), Contact.objects.select_related("account")
    entries = ListEntry.objects.filter(seen_q(user))
    return entries.prefetch_related(Prefetch("lead", leads), Prefetch("contact", contacts))


def seen_q(user) -> Q:
    seen = Q(lead__isnull=True) | Q(lead__in=Lead.objects.visible_to(user).order_by().values("pk"))
    if Contact.branches(Reach.of(user)) is not None:
        seen &= Q(contact__isnull=True) | Q(contact__in=Contact.objects.visible_to(user).order_by().values("pk"))
    return seen


def people_on(lists, user) -> dict[int, int]:
    """How many entries of each of these lists somebody sees. One query."""
    counted = ListEntry.objects.filter(seen_q(user), list__in=[one.pk for one in lists])
    return dict(counted.order_by().values_list("list").annotate(number=Count("pk")))


def campaigns_of(lists, user) -> dict[int, int]:
    """How many campaigns that somebody sees use each of these lists. One query."""
    uses = CampaignList.objects.filter(
        list__in=[one.pk for one in lists], campaign__in=Campaign.objects.visible_to(user)
    )
    return dict(uses.order_by().values_list("list").annotate(number=Count("pk")))
