import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignStatus, CampaignType
from hotcrm.pages.fields import DayField
from hotcrm.sales.filters import PICKLIST, SalesFilter, searched


class DayFilter(filters.Filter):
    field_class = DayField


class CampaignFilter(SalesFilter):
    q = searched(_("Name or code …"))
    type = filters.ChoiceFilter(label=_("Type"), empty_label=_("Any type"), choices=[])
    status = filters.ChoiceFilter(label=_("Status"), empty_label=_("Any status"), choices=CampaignStatus.choices)
    runs_from = DayFilter(field_name="ends_on", lookup_expr="gte", label=_("Runs on or after"))
    runs_until = DayFilter(field_name="starts_on", lookup_expr="lte", label=_("Runs on or before"))

    quick = ("q", "type", "status", "owner")
    choices_before = {**SalesFilter.choices_before, "type": [("", _("Any type"))]}

    class Meta:
        model = Campaign
        fields: list[str] = []

    def offered(self):
        return {**super().offered(), "type": (CampaignType.objects.all(), *PICKLIST)}

    def search(self, rows, name, text):
        """Anywhere in the name, or the beginning of the code: there are thousands of campaigns, not millions."""
        return rows.filter(Q(name__icontains=text) | Q(code__istartswith=text))
