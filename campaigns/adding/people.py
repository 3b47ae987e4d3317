"""Leads and contacts found by a name, an e-mail address or a phone number, for one campaign."""

from dataclasses import dataclass
from typing import Any

from campaigns.models import Member
from hotcrm.records.verbs import verbs_for
from hotcrm.sales.models import Contact
from hotcrm.sales.search import found_by
from leads.models import Lead

MOST = 10  # of each kind


@dataclass(frozen=True)
class Found:
    """`refusal` is why they cannot become a member, `is_member` that they are one."""

    person: Any
    refusal: Any
    is_member: bool

    @property
    def kind(self) -> str:
        return self.person._meta.model_name


def people_found(text, campaign, user) -> list[Found]:
    """Those that this person sees. A handful of queries."""
    if not text.strip():
        return []
    leads = Lead.objects.visible_to(user).search(text).filter(discarded_at__isnull=True).order_by("-created_at", "-pk")
    contacts = Contact.objects.visible_to(user).filter(found_by(Contact, text)).select_related("account")
    return [
        *told(list(leads[:MOST]), campaign, user),
        *told(list(contacts.order_by("-created_at", "-pk")[:MOST]), campaign, user),
    ]


def told(people, campaign, user) -> list[Found]:
    if not people:
        return []
    kind = people[0]._meta.model_name
    members = Member.objects.filter(campaign=campaign, **{f"{kind}__in": [one.pk for one in people]})
    inside, refusals = set(members.values_list(kind, flat=True)), verbs_for(people, user, ["enrol"])
    return [Found(one, refusals[one.pk]["enrol"], one.pk in inside) for one in people]
