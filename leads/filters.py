from datetime import timedelta

import django_filters as filters
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.forms import SearchInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from hotcrm.pages.filters import ListFilter
from hotcrm.pages.selection import Pin
from hotcrm.people.models import User
from hotcrm.records.lead_words import PARTS, PENDING, UNASSIGNED, part_label, tells_apart
from hotcrm.records.models import Industry, LeadSource
from leads.models import Lead
from leads.models.lifecycle import OPEN, OWNED_ONLY, Status
from pools.models import Pool, administered, joined

MOST_PEOPLE = 500  # in a dropdown
PERIODS = [("today", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days"))]
FOLLOW_UPS = [
    ("late", _("Late")),
    ("today", _("Today")),
    ("week", _("Next 7 days")),
    ("any", _("Planned")),
    ("none", _("Not planned")),
]
QUIET = [("7", _("7 days")), ("14", _("14 days")), ("30", _("30 days"))]
RATINGS = [("5", _("5 stars")), ("4", _("4 stars or more")), ("3", _("3 stars or more")), ("0", _("Not rated"))]


def percent(label, lookup, field="score"):
    return filters.NumberFilter(field_name=field, lookup_expr=lookup, label=label, min_value=0, max_value=100)


STATUSES = [
    ("open", _("Open")),
    (Status.NEW.value, Status.NEW.label),
    *((part, part_label(part)) for part in PARTS[Status.NEW]),
    *((status.value, status.label) for status in Status if status not in (Status.NEW, Status.DISCARDED)),
]


class LeadFilter(ListFilter):
    q = filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=200,
        widget=SearchInput,
        help_text=_("Name, company, phone …"),
    )
    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        empty_label=_("Any status"),
        choices=STATUSES,
    )
    owner = filters.ChoiceFilter(label=_("Owner"), method="by_owner", empty_label=_("Any owner"), choices=[])
    source = filters.ChoiceFilter(label=_("Source"), method="by_source", empty_label=_("Any source"), choices=[])
    rating = filters.ChoiceFilter(label=_("Rating"), method="by_rating", empty_label=_("Any rating"), choices=RATINGS)
    pool = filters.ChoiceFilter(label=_("Pool"), method="by_pool", empty_label=_("Any pool"), choices=[])
    industry = filters.ChoiceFilter(label=_("Industry"), empty_label=_("Any industry"), choices=[])
    campaign = filters.CharFilter(label=_("Campaign (code)"), method="by_campaign", max_length=40)
    score_from = percent(_("Score from"), "gte")
    score_to = percent(_("Score to"), "lte")
    completeness_from = percent(_("Completeness from (%)"), "gte", "data_completeness")
    created = filters.ChoiceFilter(label=_("Created"), method="by_period", empty_label=_("Any time"), choices=PERIODS)
    follow_up = filters.ChoiceFilter(
        label=_("Next follow-up"), method="by_follow_up", empty_label=_("Any day"), choices=FOLLOW_UPS
    )
    quiet = filters.ChoiceFilter(
        label=_("No activity for"), method="by_silence", empty_label=_("Any time"), choices=QUIET
    )
    overdue = filters.ChoiceFilter(
        label=_("Overdue"), method="by_overdue", empty_label=_("Any"), choices=[("yes", _("Yes")), ("no", _("No"))]
    )

    quick = ("q", "status", "owner", "source", "rating")
    choices_before = {
        "owner": [("", _("Any owner")), ("me", _("Me")), ("none", _("Nobody"))],
        "source": [("", _("Any source")), ("none", _("No source"))],
        "industry": [("", _("Any industry"))],
        "pool": [("", _("Any pool")), ("none", _("In no pool"))],
    }

    class Meta:
        model = Lead
        fields: list[str] = []

    def _dress(self, name, field):
        """Parts of New are chosen where the house has words for them; elsewhere they are known, and not offered."""
        if name == "status" and not tells_apart(UNASSIGNED):
            kept = self.data.get(name) if self.data else None
            field.widget.choices = [one for one in field.choices if one[0] not in PARTS[Status.NEW] or one[0] == kept]
        super()._dress(name, field)

    def offered(self):
        picklist = ("code", "label", "label_zh", "position")
        return {
            "source": (LeadSource.objects.all(), *picklist),
            "industry": (Industry.objects.all(), *picklist),
            "pool": (self._pools(), "pk", "name", Value(""), Value(0)),
            "owner": (self._people(), "pk", FULL_NAME, Value(""), Value(0)),
        }

    def spoken(self, name, label) -> str:
        """People by their name, which stands in another order in Chinese."""
        return str(User(**dict(zip(NAMES, label.split(APART), strict=True)))) if name == "owner" else label

    @property
    def pin(self) -> Pin | None:
        """The owner or pool that every row wanted has."""
        owner = self.chosen.get("owner")
        if owner and owner != "none":
            return Pin("owner_id", (self.user.pk if owner == "me" else int(owner),))
        return None

    @property
    def known(self) -> dict:
        """Whether every row wanted has an owner, where the filters say so."""
        chosen = self.chosen
        owned = chosen.get("status") in (*OWNED_ONLY, PENDING, Status.CONVERTED) or chosen.get("follow_up") == "late"
        if owned or self.pin:
            return {"owner__isnull": False}
        waits = chosen.get("owner") == "none" or chosen.get("status") == UNASSIGNED
        return {"owner__isnull": True} if waits else {}

    def search(self, rows, name, text):
        return rows.as_read_by(self.user).search(text)

    def by_status(self, rows, name, value):
        if value in PARTS[Status.NEW]:
            return rows.filter(status=Status.NEW, owner__isnull=value == UNASSIGNED)
        return rows.open() if value == "open" else rows.filter(status=value)

    def by_owner(self, rows, name, value):
        if value == "none":
            return rows.filter(owner__isnull=True)
        return rows.filter(owner=self.user.pk if value == "me" else int(value))

    def by_campaign(self, rows, name, value):
        """The leads that its figures count: those that name it, and its members who are not held out."""
        campaign = Campaign.objects.visible_to(self.user).filter(code=value)
        named = Lead._base_manager.filter(campaign__in=campaign).order_by().values("pk")
        members = Lead.memberships.rel.related_model._base_manager.filter(campaign__in=campaign, is_held_out=False)
        return rows.filter(pk__in=named.union(members.filter(lead__isnull=False).order_by().values("lead")))

    def by_pool(self, rows, name, value):
        return rows.filter(pool__isnull=True) if value == "none" else rows.filter(pool=int(value))

    def by_rating(self, rows, name, value):
        return rows.filter(rating=0) if value == "0" else rows.filter(rating__gte=int(value))

    def by_period(self, rows, name, value):
        days = 0 if value == "today" else int(value)
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.filter(created_at__gte=midnight - timedelta(days=days))

    def by_follow_up(self, rows, name, value):
        today = self.user.today()
        return rows.filter(
            {
                "late": Q(next_follow_up_on__lt=today, status__in=OPEN, owner__isnull=False),
                "today": Q(next_follow_up_on=today),
                "week": Q(next_follow_up_on__range=(today, today + timedelta(days=7))),
                "any": Q(next_follow_up_on__isnull=False),
                "none": Q(next_follow_up_on__isnull=True),
            }[value]
        )

    def by_overdue(self, rows, name, value):
        return rows.filter(is_overdue=value == "yes")

    def by_source(self, rows, name, value):
        return rows.filter(lead_source__isnull=True) if value == "none" else rows.filter(lead_source=value)

    def by_silence(self, rows, name, value):
        since = timezone.now() - timedelta(days=int(value))
        return rows.filter(Q(last_activity_at__lt=since) | Q(last_activity_at__isnull=True, created_at__lt=since))

    def _pools(self):
        mine = Q(pk__in={*administered(self.reach), *joined(self.reach)})
        return Pool.objects.filter(Q() if self.user.sees_everything else mine)

    def _people(self):
        """Nobody's name is told to those who see none of their leads."""
        people = User.objects.filter(partner_company__isnull=True).exclude(pk=self.user.pk)
        if not self.user.sees_everything:
            people = people.filter(pk__in=self.reach.owners[:MOST_PEOPLE])
        return people


NAMES = ("first_name", "last_name", "username")
APART = "\x1f"  # stands in no name
FULL_NAME = Concat("first_name", Value(APART), "last_name", Value(APART), "username")
