from datetime import timedelta

import django_filters as filters
from django.db.models import Exists, OuterRef, Q
from django.forms import SearchInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Member, MemberStatus, Reached
from campaigns.models.membership import UNDELIVERED
from hotcrm.pages.filters import ListFilter
from hotcrm.sales.models import Contact
from hotcrm.sales.search import found_by
from leads.models import Lead

PERIODS = [("today", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days"))]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
REACHED = [(one.name.lower(), one.label) for one in Reached if one != Reached.SENT]
FEW = 200  # persons found by a search: so many are listed, of more each member is asked
MOST_GROUPS = 20


class MemberFilter(ListFilter):
    """`campaign` is set by the list of one."""

    campaign: Campaign

    q = filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=200,
        widget=SearchInput,
        help_text=_("Name, e-mail, phone …"),
    )
    status = filters.ChoiceFilter(label=_("Status"), empty_label=_("Any status"), choices=MemberStatus.choices)
    kind = filters.ChoiceFilter(
        label=_("Leads or contacts"),
        method="by_kind",
        empty_label=_("Leads and contacts"),
        choices=[("lead", _("Leads")), ("contact", _("Contacts"))],
    )
    responded = filters.ChoiceFilter(
        label=_("Responded"), method="by_response", empty_label=_("Responded or not"), choices=YES_NO
    )
    reached = filters.ChoiceFilter(
        label=_("Came as far as"), method="by_reach", empty_label=_("Any distance"), choices=REACHED
    )
    held_out = filters.ChoiceFilter(
        label=_("Held out"), method="by_hold_out", empty_label=_("Held out or not"), choices=YES_NO
    )
    group = filters.ChoiceFilter(label=_("Group"), field_name="arm", empty_label=_("Any group"), choices=[])
    added = filters.ChoiceFilter(label=_("Added"), method="by_period", empty_label=_("Any time"), choices=PERIODS)

    quick = ("q", "status", "kind", "responded")
    choices_before = {"group": [("", _("Any group"))]}

    class Meta:
        model = Member
        fields: list[str] = []

    def __init__(self, *args, choices=None, **kwargs):
        groups = {"group": [(name, name) for name in groups_of(self.campaign)]} if choices is None else choices
        super().__init__(*args, choices=groups, **kwargs)

    def search(self, rows, name, text):
        """By whom they are. Few persons are looked for among the members, of many each member is asked."""
        people = (
            ("lead", Lead.objects.as_read_by(self.user).search(text)),
            ("contact", Contact.objects.filter(found_by(Contact, text))),
        )
        return rows.filter(Q(*(among(kind, found) for kind, found in people), _connector=Q.OR))

    def by_kind(self, rows, name, value):
        return rows.filter(**{f"{value}__isnull": False})

    def by_response(self, rows, name, value):
        return rows.filter(responded_at__isnull=value == "no")

    def by_reach(self, rows, name, value):
        """As the figures count it: who did something is known to have got it."""
        reached = Q(reached__gte=Reached[value.upper()])
        return rows.filter(reached | ~Q(status__in=["", *UNDELIVERED]) if value == "delivered" else reached)

    def by_hold_out(self, rows, name, value):
        return rows.filter(is_held_out=value == "yes")

    def by_period(self, rows, name, value):
        days = 0 if value == "today" else int(value)
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.filter(created_at__gte=midnight - timedelta(days=days))


def among(kind, found) -> Q:
    keys = list(found.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        return Q(**{f"{kind}__in": keys})
    return Q(Exists(found.order_by().filter(pk=OuterRef(kind))))


def groups_of(campaign) -> list[str]:
    """The names of its groups: a look at the index for each, however many members they have."""
    names: list[str] = []
    members = Member.objects.filter(campaign=campaign).order_by("arm")
    while len(names) < MOST_GROUPS:
        name = members.filter(arm__gt=names[-1] if names else "").values_list("arm", flat=True).first()
        if name is None:
            break
        names.append(name)
    return names
