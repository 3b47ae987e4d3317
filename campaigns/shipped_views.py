"""The views that the list of campaigns comes with."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignCost, CampaignStatus
from hotcrm.pages.keyset import Order
from hotcrm.pages.shipped_views import ShippedView
from hotcrm.people.rights import Right, may
from hotcrm.sales.shipped_views import NEWEST, SEE_ALL, all_of, the_others

LATEST = Order("starts_on", descending=True, then="created_at")
FIRST = Order("starts_on", then="created_at")
MOST_SPENT = ("type", "status", "starts_on", "ends_on", "owner", "budget", "cost", "budget_use")


def for_marketers(user, reach) -> bool:
    """Those who may have campaigns of their own."""
    return user.sells or (may(user, Right.CAMPAIGNS) and not user.only_reads)


def in_status(*statuses):
    return lambda rows, user: rows.filter(status__in=statuses)


def over_budget(rows, user):
    return rows.filter(Campaign.over_budget_q())


def ended_without_cost(rows, user):
    """Completed, or over by its days though nobody has said so; and nothing says what was spent."""
    over = Q(status=CampaignStatus.COMPLETED) | Q(
        status__in=(CampaignStatus.IN_PROGRESS, CampaignStatus.ON_HOLD), ends_on__lt=user.today()
    )
    costs = CampaignCost.objects.filter(campaign=OuterRef("pk"))
    return rows.filter(over, ~Exists(costs), typed_cost__isnull=True)


CAMPAIGN_VIEWS = (
    ShippedView(
        "active",
        _("Active"),
        LATEST,
        in_status(CampaignStatus.IN_PROGRESS),
        empty=(_("Nothing is running"), _("Campaigns in progress stand here, with what they have brought so far.")),
        empty_action=(_("See what is planned"), "?view=planned"),
        icon="player-play",
    ),
    ShippedView(
        "planned",
        _("Planned"),
        FIRST,
        in_status(CampaignStatus.PLANNING),
        columns=("type", "starts_on", "ends_on", "owner", "budget", "members", "created_at"),
        empty=(_("Nothing is planned"), _("Campaigns that have not started yet stand here, the next ones first.")),
        empty_action=(_("Add a campaign"), "campaign_create"),
        icon="calendar-plus",
    ),
    ShippedView(
        "over-budget",
        _("Over budget"),
        LATEST,
        over_budget,
        columns=MOST_SPENT,
        empty=(_("Nothing is over budget"), _("Campaigns that cost more than they were given stand here.")),
        empty_action=SEE_ALL,
        icon="alert-triangle",
    ),
    ShippedView(
        "without-cost",
        _("Ended without actual cost"),
        LATEST,
        ended_without_cost,
        columns=("type", "status", "starts_on", "ends_on", "owner", "budget"),
        empty=(
            _("Every campaign that ended says what it cost"),
            _("Campaigns that are over and of which nobody wrote down a cost stand here: their ROI is unknown."),
        ),
        empty_action=SEE_ALL,
        icon="receipt",
    ),
    all_of(_("No campaigns yet"), "campaign_create", NEWEST),
    *the_others("campaigns.campaign", NEWEST, _("No campaigns here"), for_owners=for_marketers),
)
