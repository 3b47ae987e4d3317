from django.utils.translation import gettext_lazy as _

from campaigns.models import ListKind
from hotcrm.pages.keyset import Order
from hotcrm.pages.participation import mine
from hotcrm.pages.shipped_views import ShippedView
from hotcrm.people.rights import Right, may

NEWEST = Order("created_at", descending=True)
ADD = (_("Make the first"), "marketing_list_create")
SEE_ALL = (_("See all lists"), "?view=all")

LIST_VIEWS = (
    ShippedView(
        "all",
        _("All"),
        NEWEST,
        empty=(_("No marketing lists yet"), _("Lists of people to reach, or to leave in peace, stand here.")),
        empty_action=ADD,
        icon="list-details",
    ),
    ShippedView(
        "my",
        _("My"),
        NEWEST,
        pin=mine,
        shown=lambda user, reach: may(user, Right.CAMPAIGNS),
        empty=(_("You own no list"), _("Lists that belong to you stand here.")),
        empty_action=ADD,
        icon="list-details",
    ),
    ShippedView(
        "suppression",
        _("Suppression"),
        NEWEST,
        lambda rows, user: rows.filter(kind=ListKind.SUPPRESSION),
        columns=("people", "owner", "campaigns", "created_at"),
        empty=(_("No suppression lists"), _("Lists of people, addresses and domains to leave in peace stand here.")),
        empty_action=SEE_ALL,
        icon="user-off",
    ),
)
