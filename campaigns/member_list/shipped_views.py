"""The views of a campaign's members."""

from django.utils.translation import gettext_lazy as _

from hotcrm.pages.keyset import Order
from hotcrm.pages.selection import Pin
from hotcrm.pages.shipped_views import ShippedView

NEWEST = Order("created_at", descending=True)
LATEST_RESPONSE = Order("responded_at", descending=True, then="created_at")
SEE_ALL = (_("See all members"), "?view=all")


def views_of(campaign) -> tuple[ShippedView, ...]:
    def of_it(user, reach):
        return Pin("campaign_id", (campaign.pk,))

    return (
        ShippedView(
            "all",
            _("All"),
            NEWEST,
            pin=of_it,
            empty=(_("No members yet"), _("Leads and contacts that this campaign is for stand here.")),
            icon="users",
        ),
        ShippedView(
            "responded",
            _("Responded"),
            LATEST_RESPONSE,
            lambda rows, user: rows.filter(responded_at__isnull=False),
            pin=of_it,
            columns=("company", "email", "status", "responded_at", "group", "value"),
            empty=(_("Nobody responded yet"), _("Who did stands here, the latest response first.")),
            empty_action=SEE_ALL,
            icon="message",
        ),
        ShippedView(
            "held-out",
            _("Held out"),
            NEWEST,
            lambda rows, user: rows.filter(is_held_out=True),
            pin=of_it,
            columns=("company", "status", "responded_at", "group", "value", "created_at"),
            orders=("created_at",),
            empty=(
                _("Nobody is held out"),
                _("Where a campaign has a hold-out group, those who are left in peace stand here."),
            ),
            empty_action=SEE_ALL,
            icon="flask",
            main=False,
        ),
    )
