"""All pools a person takes part in, with what waits in each and what they may still claim there."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import IntegerField, OuterRef, Subquery
from django.views.generic import TemplateView

from hotcrm.pages.listing import capped
from hotcrm.pages.selection import CAP
from leads.models import Lead
from leads.models.allowance import Allowance

from .quota import Quota
from .seen import administers, may_claim_from, pools_seen_by

MOST_POOLS = 100


class CappedCount(Subquery):
    """How many rows a subquery has; it says itself where it stops."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def with_waiting(pools, user):
    """The pools with how many leads wait in each that this person sees, up to one more than a thousand."""
    waiting = Lead.objects.visible_to(user).unclaimed_in(OuterRef("pk")).order_by().values("pk")[: CAP + 1]
    return pools.annotate(waiting=CappedCount(waiting))


class PoolList(LoginRequiredMixin, TemplateView):
    template_name = "pools/list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        pools = with_waiting(pools_seen_by(user), user).prefetch_related("administrators")[:MOST_POOLS]
        return {**super().get_context_data(**kwargs), "pools": cards_of(list(pools), user)}


def cards_of(pools, user):
    """Each pool with its figures. At most two queries for all of them."""
    mine = [pool for pool in pools if may_claim_from(user, pool) and pool.is_claimable]
    allowance = Allowance(user, mine, leads=Lead.objects.all())
    for pool in pools:
        pool.waits, pool.is_mine = capped(pool.waiting), administers(user, pool)
        pool.quota = Quota(pool, allowance) if pool in mine else None
    return pools
