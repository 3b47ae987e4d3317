"""The views every list of leads comes with (PRODUCT 12)."""

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
from hotcrm.pages.selection import Pin
from hotcrm.pages.shipped_views import ShippedView
from hotcrm.people.rights import Right, may
from leads.models.lifecycle import Status
from pools.models import Pool, administered, joined

NEWEST = Order("created_at", descending=True)
BEST = Order("score", descending=True)
SOONEST = Order("next_follow_up_on", then="created_at")
FIRST_DUE = Order("first_contact_due_at", then="created_at")

TO_DO = ("status", "next_follow_up_on", "score", "rating", "last_activity_at", "source", "created_at")
OF_OTHERS = ("owner", "status", "score", "rating", "next_follow_up_on", "last_activity_at", "created_at")
OWNED = {"owner__isnull": False}
TO_THE_POOL = (_("Look into the public pool"), "?view=public-pool")
SEE_ALL = (_("See all leads"), "?view=all")


def mine_and_my_people(user, reach):
    return Pin("owner_id", reach.me_and_below)


def of_my_departments(user, reach):
    return Pin("owner_id", reach.department_people)


def in_my_pools(user, reach):
    pools = Pool.objects.values_list("pk", flat=True) if user.sees_everything else administered(reach) + joined(reach)
    return Pin("pool_id", tuple(sorted(set(pools))))


def for_heads(user, reach):
    return bool(reach.departments)


def for_pool_people(user, reach):
    return user.sees_everything or bool(joined(reach) or administered(reach))


def for_restorers(user, reach):
    return may(user, Right.RESTORE)


def kept(leads, user):
    return leads.kept()


SHIPPED_VIEWS = (
    ShippedView(
        "all",
        _("All"),
        NEWEST,
        kept,
        empty=(_("No leads yet"), _("Every lead you may see stands here: yours, your people's, your pools'.")),
        empty_action=(_("Add the first lead"), "lead_create"),
    ),
    ShippedView(
        "my",
        _("My"),
        NEWEST,
        kept,
        pin=mine,
        shown=for_owners,
        columns=TO_DO,
        empty=(_("You own no lead"), _("Leads you claim, are given or create yourself stand here.")),
        empty_action=TO_THE_POOL,
        main=False,
    ),
    ShippedView(
        "my-open",
        _("My open"),
        BEST,
        lambda leads, user: leads.kept().open(),
        pin=mine,
        shown=for_owners,
        columns=TO_DO,
        empty=(_("Nothing open on your desk"), _("Here is what you work on: new, working, nurturing and qualified.")),
        empty_action=TO_THE_POOL,
    ),
    ShippedView(
        "today",
        _("Today's follow-ups"),
        BEST,
        lambda leads, user: leads.kept().to_follow_up(user.today()),
        pin=mine_and_my_people,
        shown=for_owners,
        columns=("next_follow_up_on", *OF_OTHERS[:4], "last_activity_at", "phone"),
        empty=(_("Nothing is due today"), _("Leads whose next follow-up is today stand here, the best first.")),
        empty_action=(_("See what waits for you"), "?view=pending"),
        icon="calendar-check",
    ),
    ShippedView(
        "pending",
        _("Pending my follow-up"),
        SOONEST,
        lambda leads, user: leads.kept().pending(),
        pin=mine,
        shown=for_owners,
        columns=TO_DO,
        empty=(_("You are up to date"), _("Your new and working leads stand here, the next follow-up first.")),
        empty_action=TO_THE_POOL,
        icon="confetti",
    ),
    ShippedView(
        "overdue",
        _("My overdue"),
        NEWEST,
        lambda leads, user: leads.kept().overdue(),
        pin=mine,
        shown=for_owners,
        columns=("overdue_at", "status", "score", "pool", "last_activity_at", "phone", "next_follow_up_on"),
        known=OWNED,
        orders=("created_at",),
        empty=(_("Nothing is overdue"), _("Leads of yours that nobody followed up in time stand here.")),
        empty_action=(_("See what waits for you"), "?view=pending"),
        icon="alarm",
    ),
    ShippedView(
        "first-contact",
        _("First contact due"),
        FIRST_DUE,
        lambda leads, user: leads.kept().awaiting_first_contact(),
        pin=mine,
        shown=for_owners,
        columns=("first_contact_due_at", "pool", "status", "score", "phone", "created_at"),
        orders=("first_contact_due_at",),
        known=OWNED,
        empty=(
            _("Everybody was contacted"),
            _("Leads of yours whose first contact is still due stand here, the next one first."),
        ),
        empty_action=TO_THE_POOL,
        icon="phone",
        main=False,
    ),
    ShippedView(
        "public-pool",
        _("Public pool"),
        BEST,
        lambda leads, user: leads.unclaimed(),
        pin=in_my_pools,
        shown=for_pool_people,
        columns=("score", "rating", "pool", "source", "industry", "country", "created_at"),
        empty=(_("The pool is empty"), _("Leads that nobody has claimed yet wait here.")),
        empty_action=(_("See your open leads"), "?view=my-open"),
        icon="ripple",
    ),
    ShippedView(
        "hot",
        _("Hot"),
        NEWEST,
        lambda leads, user: leads.hot(),
        columns=("rating", "score", "status", "owner", "next_follow_up_on", "source", "created_at"),
        filters={"status": "open"},
        empty=(_("Nothing hot"), _("Leads rated four or five stars stand here.")),
        empty_action=(_("See the best scores"), "?view=high-score"),
        icon="flame",
    ),
    ShippedView(
        "high-score",
        _("High score"),
        BEST,
        lambda leads, user: leads.kept().high_score(),
        columns=("score", "rating", "status", "owner", "industry", "next_follow_up_on", "created_at"),
        empty=(_("No high scores yet"), _("Leads that score above 70 stand here.")),
        empty_action=SEE_ALL,
        icon="chart-bar",
    ),
    ShippedView(
        "recent",
        _("Recent"),
        NEWEST,
        lambda leads, user: leads.kept().recent(),
        empty=(_("Nothing new this week"), _("Leads created in the last seven days stand here.")),
        empty_action=SEE_ALL,
        main=False,
    ),
    ShippedView(
        "nurture",
        _("To be nurtured"),
        SOONEST,
        lambda leads, user: leads.kept().filter(status=Status.NURTURING),
        columns=OF_OTHERS,
        known=OWNED,
        empty=(_("Nobody to nurture"), _("Leads that are not ready yet, and are kept warm, stand here.")),
        empty_action=SEE_ALL,
        icon="plant-2",
        main=False,
    ),
    ShippedView(
        "ready",
        _("Ready to convert"),
        BEST,
        lambda leads, user: leads.kept().ready_to_convert(),
        columns=("score", "data_completeness", "status", "owner", "next_follow_up_on", "budget"),
        empty=(_("None ready yet"), _("Open leads with a score and a completeness above 80 stand here.")),
        empty_action=(_("See the best scores"), "?view=high-score"),
        icon="target-arrow",
        main=False,
    ),
    ShippedView(
        "converted",
        Status.CONVERTED.label,
        NEWEST,
        lambda leads, user: leads.kept().filter(status=Status.CONVERTED),
        columns=("owner", "score", "source", "industry", "created_at", "updated_at"),
        known=OWNED,
        empty=(_("Nothing converted yet"), _("Leads that became an account stand here.")),
        empty_action=(_("See who is ready"), "?view=ready"),
        icon="trophy",
        main=False,
    ),
    ShippedView(
        "subordinates",
        _("My subordinates'"),
        NEWEST,
        kept,
        pin=of_my_people,
        shown=for_superiors,
        columns=OF_OTHERS,
        empty=(_("Your people have no leads"), _("What belongs to those who report to you stands here.")),
        empty_action=SEE_ALL,
        icon="users",
    ),
    ShippedView(
        "participated",
        _("Participated by me"),
        NEWEST,
        kept,
        pin=taken_part_in("leads.lead"),
        shown=for_colleagues,
        columns=OF_OTHERS,
        empty=(_("You take part in no lead yet"), _("Your leads, and those on whose team a colleague puts you.")),
        empty_action=TO_THE_POOL,
        icon="users-group",
        main=False,
    ),
    ShippedView(
        "subordinates-participations",
        _("My subordinates' participations"),
        NEWEST,
        kept,
        pin=taken_part_in_below("leads.lead"),
        shown=for_superiors,
        columns=OF_OTHERS,
        empty=(
            _("Your people take part in no lead"),
            _("Leads of those who report to you, and those on whose team they are, stand here."),
        ),
        empty_action=SEE_ALL,
        icon="users-group",
        main=False,
    ),
    ShippedView(
        "shared",
        _("Shared with me"),
        NEWEST,
        kept,
        pin=shared_with_me("leads.lead"),
        shown=for_those_shared_with,
        columns=OF_OTHERS,
        empty=(_("No rule shares leads with you"), SHARED_BY_RULES),
        empty_action=SEE_ALL,
        icon="share",
        main=False,
    ),
    ShippedView(
        "departments",
        _("My departments"),
        NEWEST,
        kept,
        pin=of_my_departments,
        shown=for_heads,
        columns=OF_OTHERS,
        empty=(_("Your departments have no leads"), _("What belongs to the people of your departments stands here.")),
        empty_action=SEE_ALL,
        icon="users",
        main=False,
    ),
    ShippedView(
        "by-source",
        _("By source"),
        NEWEST,
        kept,
        grouped_by="source",
        empty=(_("No leads yet"), _("How many leads came from where stands here.")),
        main=False,
    ),
    ShippedView(
        "discarded",
        Status.DISCARDED.label,
        NEWEST,
        lambda leads, user: leads.filter(discarded_at__isnull=False),
        shown=for_restorers,
        columns=("score", "pool", "source", "previous_owner", "created_at", "updated_at"),
        empty=(_("Nothing was discarded"), _("Junk stands here; only those who may restore it see it.")),
        icon="trash",
        main=False,
    ),
)
