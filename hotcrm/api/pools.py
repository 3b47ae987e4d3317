"""Pools over JSON, with what one may do there and how much waits."""

from django.db.models import IntegerField, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from hotcrm.pages.keyset import Order
from hotcrm.pages.selection import CAP
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import NotFound
from leads.models import Lead
from pools.models import Pool, administered, joined
from pools.views.seen import pools_seen_by

from .listing import Walk
from .operations import PAGING, page_of
from .outputs import Output
from .views import Address, Operation

BY_NAME = Order("name")


class CappedCount(Subquery):
    """How many rows a subquery has; it says itself where it stops."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


class PoolOutput(Output):
    administrators = serializers.SlugRelatedField(slug_field="username", many=True, read_only=True)
    waiting = serializers.SerializerMethodField(help_text=_("Unclaimed leads that you see there, counted up to 1000."))
    has_more_waiting = serializers.SerializerMethodField()
    is_member = serializers.SerializerMethodField(help_text=_("Whether you may claim there."))
    is_administrator = serializers.SerializerMethodField(
        help_text=_("Whether you assign, reclaim and transfer there.")
    )

    class Meta:
        model = Pool
        fields = (
            "slug", "name", "type", "is_enabled", "is_default", "status_on_claim", "status_on_assign",
            "administrators", "is_member", "is_administrator", "waiting", "has_more_waiting",
        )  # fmt: skip

    def get_waiting(self, pool) -> int:
        return min(pool.waiting, CAP)

    def get_has_more_waiting(self, pool) -> bool:
        return pool.waiting > CAP

    def get_is_member(self, pool) -> bool:
        return pool.pk in joined(self._reach) or self.get_is_administrator(pool)

    def get_is_administrator(self, pool) -> bool:
        return self._reach.user.is_crm_admin or pool.pk in administered(self._reach)

    @property
    def _reach(self):
        return Reach.of(self.context["request"].user)


class PoolAddress(Address):
    tag = "pools"

    def pools(self):
        user = self.request.user
        waiting = Lead.objects.visible_to(user).unclaimed().filter(pool=OuterRef("pk")).order_by()
        counted = CappedCount(waiting.values("pk")[: CAP + 1])
        return pools_seen_by(user).annotate(waiting=counted).prefetch_related("administrators")

    def shown(self, pools, **kwargs):
        return PoolOutput(pools, context={"request": self.request}, **kwargs).data


class PoolList(PoolAddress):
    operations = {
        "get": Operation("pool_list", _("List pools"), answer=page_of(PoolOutput), parameters=PAGING, refusals=(400,))
    }

    def get(self, request):
        return Walk(self.pools(), BY_NAME, request).response(lambda page: self.shown(page, many=True))


class PoolDetail(PoolAddress):
    operations = {"get": Operation("pool_read", _("Read: pool"), answer=PoolOutput, refusals=(404,))}

    def get(self, request, slug):
        pool = self.pools().filter(slug=slug).first()
        if pool is None:
            raise NotFound
        return Response(self.shown(pool))
