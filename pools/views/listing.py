"""The page of a pool: its leads as a list like any other, what one may still claim, and what is to be done there."""

from django.urls import reverse
from django.utils.functional import cached_property

from hotcrm.pages.counts import CountsPage
from leads.models import Lead
from leads.models.allowance import Allowance
from leads.shipped_views import BEST, NEWEST
from leads.views.bulk import LeadBulk
from leads.views.listing import LeadList
from pools.filters import PoolFilter
from pools.models import Pool
from pools.shipped_views import LONGEST_HELD, OLDEST_IN_POOL, SOONEST_BACK, views_of
from pools.tables import PoolTable

from .quota import Quota
from .reasons import return_reasons
from .seen import administers, may_claim_from, pool_seen_by

ROW_VERBS = ("claim", "assign", "reclaim", "change_owner", "transfer", "disqualify", "discard")
BULK_VERBS = ("claim", "assign", "reclaim", "transfer", "disqualify", "discard")


class PoolLeads(LeadList):
    """`for_person` makes the list of one pool of this, with the views and filters of that pool."""

    pool: Pool

    row_verbs, verbs_for_many = ROW_VERBS, BULK_VERBS
    table_class = PoolTable
    filter_class = PoolFilter
    shipped_views = ()
    first_view = "waiting"
    orders = {
        "score": BEST,
        "created_at": NEWEST,
        "pooled_at": OLDEST_IN_POOL,
        "assigned_at": LONGEST_HELD,
        "reclaim_on": SOONEST_BACK,
    }
    related = (*LeadList.related, "reclaim_rule")
    url_name, counts_url_name, bulk_url_name = "pool_detail", "pool_counts", "pool_bulk"
    template_name = "pools/detail.html"
    keeps_views = False

    @classmethod
    def for_person(cls, user, slug):
        pool = pool_seen_by(user, slug)
        own = {"pool": pool, "shipped_views": views_of(pool)}
        own["filter_class"] = type("PoolFilter", (cls.filter_class,), {"in_pool": pool})
        return type(cls.__name__, (cls,), own)

    @classmethod
    def address(cls):
        return reverse(cls.url_name, args=[cls.pool.slug])

    @classmethod
    def counts_address(cls):
        return reverse(cls.counts_url_name, args=[cls.pool.slug])

    @classmethod
    def title(cls):
        return str(cls.pool)

    @classmethod
    def label_of(cls, view):
        return str(cls.pool)

    def bulk_address(self, word):
        return reverse(self.bulk_url_name, args=[self.kwargs["slug"], word])

    def actions(self, rows):
        """The column says of each row whether it may be claimed; without the column the menu does."""
        in_column = "claimable" in self.listing.state.columns
        self.row_verbs = tuple(name for name in ROW_VERBS if name != "claim" or not in_column)
        return super().actions(rows)

    def table_options(self, rows):
        reasons = return_reasons(rows) if "came_back" in self.listing.state.columns else {}
        refusals = {pk: verbs["claim"] for pk, verbs in self.refusals.items()} if rows else {}
        return {"reasons": reasons, "refusals": refusals}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        pool, user = self.listing.page.pool, self.request.user
        return context | {
            "pool": pool,
            "is_administrator": administers(user, pool),
            "is_member": may_claim_from(user, pool),
            "quota": self.quota if may_claim_from(user, pool) and pool.is_claimable else None,
        }

    @cached_property
    def quota(self) -> Quota:
        pool = self.listing.page.pool
        return Quota(pool, Allowance(self.request.user, [pool], leads=Lead.objects.all()))


class PoolCounts(CountsPage):
    page = PoolLeads


class PoolBulk(LeadBulk):
    verbs = BULK_VERBS

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.page = PoolLeads.for_person(request.user, kwargs.pop("slug"))
        return super().dispatch(request, *args, **kwargs)
