import django_filters as filters
from django.utils.translation import gettext_lazy as _

from campaigns.models import ListKind, MarketingList
from hotcrm.sales.filters import SalesFilter, searched

SHORT = {
    ListKind.STATIC: _("Static"),
    ListKind.DYNAMIC: _("Dynamic"),
    ListKind.SUPPRESSION: _("Suppression"),
}


class MarketingListFilter(SalesFilter):
    q = searched(_("Name …"))
    kind = filters.ChoiceFilter(
        label=_("Kind"), empty_label=_("Any kind"), choices=[(kind.value, label) for kind, label in SHORT.items()]
    )

    quick = ("q", "kind", "owner")

    class Meta:
        model = MarketingList
        fields: list[str] = []

    def search(self, rows, name, text):
        return rows.filter(name__icontains=text)
