"""The views that the lists of accounts, contacts and opportunities come with."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.keyset import Order
from hotcrm.pages.participation import (
    SHARED_BY_RULES,
    for_colleagues,
    for_owners,
    for_superiors,
    for_those_shared_with,
    mine,
    of_my_people,
    shared_with_me,
    taken_part_in,
    taken_part_in_below,
)
from hotcrm.pages.shipped_views import ShippedView

from .models import OPEN_STAGES, Stage

NEWEST = Order("created_at", descending=True)
BY_NAME = Order("name_key")
SOONEST = Order("close_on", then="created_at")
BIGGEST = Order("amount", descending=True, then="created_at")

RECENT = timedelta(days=7)
SEE_ALL = (_("See all"), "?view=all")


def all_of(text, url_name, order):
    return ShippedView(
        "all",
        _("All"),
        order,
        empty=(text, _("What you may see stands here: what is yours, your people's and your teams'.")),
        empty_action=(_("Add the first"), url_name),
    )


def the_others(model, order, empty_text, *, for_owners=for_owners):
    """What every one of the lists has beside “All”; `model` is its label, `for_owners` who has such records."""
    return (
        *of_ones_own(order, empty_text, for_owners),
        ShippedView(
            "recent",
            _("Recent"),
            NEWEST,
            lambda rows, user: rows.filter(created_at__gte=timezone.now() - RECENT),
            empty=(_("Nothing new this week"), _("What was added in the last seven days stands here.")),
            empty_action=SEE_ALL,
            icon="clock",
        ),
        *taken_part_in_by(model, order, empty_text),
        ShippedView(
            "shared",
            _("Shared with me"),
            order,
            pin=shared_with_me(model),
            shown=for_those_shared_with,
            empty=(
                _("No rule shares anything with you here"),
                SHARED_BY_RULES,
            ),
            empty_action=SEE_ALL,
            icon="share",
            main=False,
        ),
    )


def of_ones_own(order, empty_text, for_owners):
    return (
        ShippedView(
            "my",
            _("My"),
            order,
            pin=mine,
            shown=for_owners,
            empty=(empty_text, _("What belongs to you stands here.")),
            empty_action=SEE_ALL,
        ),
        ShippedView(
            "subordinates",
            _("My subordinates'"),
            order,
            pin=of_my_people,
            shown=for_superiors,
            empty=(empty_text, _("What belongs to those who report to you stands here.")),
            empty_action=SEE_ALL,
            icon="users",
        ),
    )


def taken_part_in_by(model, order, empty_text):
    return (
        ShippedView(
            "participated",
            _("Participated by me"),
            order,
            pin=taken_part_in(model),
            shown=for_colleagues,
            empty=(empty_text, _("What you own, or on whose team a colleague puts you, stands here.")),
            empty_action=SEE_ALL,
            icon="users-group",
            main=False,
        ),
        ShippedView(
            "subordinates-participations",
            _("My subordinates' participations"),
            order,
            pin=taken_part_in_below(model),
            shown=for_superiors,
            empty=(empty_text, _("What those who report to you own, or are on the team of, stands here.")),
            empty_action=SEE_ALL,
            icon="users-group",
            main=False,
        ),
    )


def closing_this_month(rows, user):
    today = user.today()
    following = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return rows.filter(stage__in=OPEN_STAGES, close_on__gte=today.replace(day=1), close_on__lt=following)


ACCOUNT_VIEWS = (
    all_of(_("No accounts yet"), "account_create", NEWEST),
    *the_others("sales.account", NEWEST, _("No accounts here")),
)
CONTACT_VIEWS = (
    all_of(_("No contacts yet"), "contact_create", NEWEST),
    *the_others("sales.contact", NEWEST, _("No contacts here")),
)
OPPORTUNITY_VIEWS = (
    ShippedView(
        "open",
        _("Open"),
        SOONEST,
        lambda rows, user: rows.filter(stage__in=OPEN_STAGES),
        empty=(_("Nothing open"), _("Deals that may still come stand here, those that close first at the top.")),
        empty_action=(_("Add an opportunity"), "opportunity_create"),
        icon="target-arrow",
    ),
    ShippedView(
        "closing",
        _("Closing this month"),
        SOONEST,
        closing_this_month,
        empty=(_("Nothing closes this month"), _("Open deals whose closing date is in this month stand here.")),
        empty_action=(_("See all that is open"), "?view=open"),
        icon="calendar-check",
    ),
    ShippedView(
        "won",
        _("Won"),
        NEWEST,
        lambda rows, user: rows.filter(stage=Stage.CLOSED_WON),
        columns=("account", "amount", "owner", "closed_at", "source"),
        empty=(_("Nothing won yet"), _("Deals that came stand here.")),
        empty_action=(_("See what is open"), "?view=open"),
        icon="trophy",
    ),
    ShippedView(
        "lost",
        _("Lost"),
        NEWEST,
        lambda rows, user: rows.filter(stage=Stage.CLOSED_LOST),
        columns=("account", "amount", "loss_reason", "owner", "closed_at"),
        empty=(_("Nothing lost"), _("Deals that did not come stand here, with the reason.")),
        empty_action=(_("See what is open"), "?view=open"),
        icon="mood-sad",
    ),
    all_of(_("No opportunities yet"), "opportunity_create", NEWEST),
    *the_others("sales.opportunity", NEWEST, _("No opportunities here")),
)
