from datetime import timedelta

import django_filters as filters
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.forms import SearchInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.filters import ListFilter
from hotcrm.pages.selection import Pin
from hotcrm.people.models import User
from hotcrm.records.models import Industry, LeadSource

from .models import OPEN_STAGES, Account, Contact, Opportunity, Stage
from .search import found_by

MOST_PEOPLE = 500  # in a dropdown
PERIODS = [("today", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days"))]
CLOSES = [("late", _("Late")), ("month", _("This month")), ("30", _("Next 30 days")), ("none", _("No day"))]
PICKLIST = ("code", "label", "label_zh", "position")
NAMES = ("first_name", "last_name", "username")
APART = "\x1f"  # stands in no name
FULL_NAME = Concat("first_name", Value(APART), "last_name", Value(APART), "username")


def searched(help_text):
    return filters.CharFilter(
        label=_("Search"), method="search", max_length=200, widget=SearchInput, help_text=help_text
    )


class SalesFilter(ListFilter):
    """What the lists of accounts, contacts and opportunities can be narrowed by alike."""

    owner = filters.ChoiceFilter(label=_("Owner"), method="by_owner", empty_label=_("Any owner"), choices=[])
    created = filters.ChoiceFilter(label=_("Created"), method="by_period", empty_label=_("Any time"), choices=PERIODS)

    choices_before = {"owner": [("", _("Any owner")), ("me", _("Me")), ("none", _("Nobody"))]}

    def offered(self):
        return {"owner": (self._people(), "pk", FULL_NAME, Value(""), Value(0))}

    def spoken(self, name, label) -> str:
        """People by their name, which stands in another order in Chinese."""
        return str(User(**dict(zip(NAMES, label.split(APART), strict=True)))) if name == "owner" else label

    @property
    def pin(self) -> Pin | None:
        owner = self.chosen.get("owner")
        if owner and owner != "none":
            return Pin("owner_id", (self.user.pk if owner == "me" else int(owner),))
        return None

    @property
    def known(self) -> dict:
        if self.pin:
            return {"owner__isnull": False}
        return {"owner__isnull": True} if self.chosen.get("owner") == "none" else {}

    def search(self, rows, name, text):
        return rows.filter(found_by(self._meta.model, text))

    def by_owner(self, rows, name, value):
        if value == "none":
            return rows.filter(owner__isnull=True)
        return rows.filter(owner=self.user.pk if value == "me" else int(value))

    def by_period(self, rows, name, value):
        days = 0 if value == "today" else int(value)
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.filter(created_at__gte=midnight - timedelta(days=days))

    def _people(self):
        """Nobody's name is told to those who see none of their records."""
        people = User.objects.filter(partner_company__isnull=True).exclude(pk=self.user.pk)
        if not self.user.sees_everything:
            people = people.filter(pk__in=() if self.user.is_partner else self.reach.owners[:MOST_PEOPLE])
        return people


class AccountFilter(SalesFilter):
    q = searched(_("Name, phone, tax number …"))
    industry = filters.ChoiceFilter(label=_("Industry"), empty_label=_("Any industry"), choices=[])
    country = filters.CharFilter(label=_("Country"), lookup_expr="iexact", max_length=80)

    quick = ("q", "industry", "owner")
    choices_before = {**SalesFilter.choices_before, "industry": [("", _("Any industry"))]}

    class Meta:
        model = Account
        fields: list[str] = []

    def offered(self):
        return {**super().offered(), "industry": (Industry.objects.all(), *PICKLIST)}


class ContactFilter(SalesFilter):
    q = searched(_("Name, e-mail, phone …"))
    primary = filters.ChoiceFilter(
        label=_("Primary contact"),
        field_name="is_primary",
        empty_label=_("Any"),
        choices=[("True", _("Yes")), ("False", _("No"))],
    )
    title = filters.CharFilter(label=_("Job title"), lookup_expr="istartswith", max_length=120)

    quick = ("q", "owner")

    class Meta:
        model = Contact
        fields: list[str] = []


class OpportunityFilter(SalesFilter):
    q = searched(_("Name or account …"))
    stage = filters.ChoiceFilter(
        label=_("Stage"),
        method="by_stage",
        empty_label=_("Any stage"),
        choices=[("open", _("Open")), *Stage.choices],
    )
    source = filters.ChoiceFilter(label=_("Source"), field_name="lead_source", empty_label=_("Any source"), choices=[])
    closes = filters.ChoiceFilter(label=_("Closes"), method="by_close", empty_label=_("Any day"), choices=CLOSES)
    amount_from = filters.NumberFilter(field_name="amount", lookup_expr="gte", label=_("Amount from"), min_value=0,
                                       max_value=10**14)  # fmt: skip
    amount_to = filters.NumberFilter(field_name="amount", lookup_expr="lte", label=_("Amount to"), min_value=0,
                                     max_value=10**14)  # fmt: skip

    campaign = filters.CharFilter(label=_("Campaign (code)"), field_name="campaign__code", max_length=40)

    quick = ("q", "stage", "owner", "closes")
    choices_before = {**SalesFilter.choices_before, "source": [("", _("Any source"))]}

    class Meta:
        model = Opportunity
        fields: list[str] = []

    def offered(self):
        return {**super().offered(), "source": (LeadSource.objects.all(), *PICKLIST)}

    def by_stage(self, rows, name, value):
        return rows.filter(stage__in=OPEN_STAGES) if value == "open" else rows.filter(stage=value)

    def by_close(self, rows, name, value):
        today = self.user.today()
        return rows.filter(
            {
                "late": Q(close_on__lt=today, stage__in=OPEN_STAGES),
                "month": Q(close_on__year=today.year, close_on__month=today.month),
                "30": Q(close_on__range=(today, today + timedelta(days=30))),
                "none": Q(close_on__isnull=True),
            }[value]
        )
