"""The views of a pool's page: what waits there and, for its administrators, what was given away and what was not."""

from django.utils.translation import gettext_lazy as _

from hotcrm.pages.keyset import Order
from hotcrm.pages.selection import Pin
from hotcrm.pages.shipped_views import ShippedView
from leads.models.lifecycle import OPEN, Status
from leads.shipped_views import BEST, NEWEST
from pools.models import administered

# Whatever is in a pool knows since when, and whatever is somebody's: both orders have no rows without a value.
OLDEST_IN_POOL = Order("pooled_at")
LONGEST_HELD = Order("assigned_at")
SOONEST_BACK = Order("reclaim_on", then="created_at")
IN_WAITING, IN_OWNED = ("score", "created_at", "pooled_at"), ("score", "created_at", "assigned_at", "reclaim_on")


class PoolPin(Pin):
    """The pool is a way in, and whatever is narrower is a better one: the rows ask for the pool anyway."""

    def meet(self, other):
        return other or self


def views_of(pool) -> tuple[ShippedView, ...]:
    """The rows of each name the pool themselves, so that another way in does not widen them."""

    def pin(user, reach):
        return PoolPin("pool_id", (pool.pk,))

    def for_administrators(user, reach):
        return user.is_crm_admin or pool.pk in administered(reach)

    return waiting(pool, pin), owned(pool, pin, for_administrators), unrouted(pool, pin, for_administrators)


def waiting(pool, pin):
    return ShippedView(
        "waiting",
        _("Waiting"),
        BEST,
        lambda leads, user: leads.unclaimed_in(pool),
        pin=pin,
        known={"owner__isnull": True},
        columns=("score", "source", "pooled_at", "previous_owner", "came_back", "claimable"),
        orders=IN_WAITING,
        empty=(
            _("Nothing waits here"),
            _("New and returned leads of this pool will stand here until somebody claims them."),
        ),
        icon="pool",
    )


def owned(pool, pin, shown):
    return ShippedView(
        "owned",
        _("Owned"),
        LONGEST_HELD,
        lambda leads, user: leads.filter(pool=pool, owner__isnull=False, status__in=(*OPEN, Status.UNQUALIFIED)),
        pin=pin,
        shown=shown,
        known={"owner__isnull": False},
        columns=("owner", "status", "score", "assigned_at", "last_activity_at", "reclaim_on", "reclaim_rule"),
        orders=IN_OWNED,
        empty=(_("Nobody has a lead of this pool"), _("Leads that were claimed or assigned stand here.")),
        icon="users",
    )


def unrouted(pool, pin, shown):
    return ShippedView(
        "unrouted",
        _("Unrouted"),
        NEWEST,
        lambda leads, user: leads.unclaimed_in(pool).filter(is_unrouted=True),
        pin=pin,
        shown=shown,
        known={"owner__isnull": True},
        columns=("score", "source", "pooled_at", "industry", "country"),
        orders=("created_at",),
        empty=(
            _("All leads found somebody"),
            _("New leads that should have been assigned by themselves, but nobody was free for, stand here."),
        ),
        icon="confetti",
    )
