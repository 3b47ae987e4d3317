"""Pools over JSON, with what one may do there and how much waits."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from hotcrm.pages.keyset import Order
from hotcrm.pages.selection import CAP
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import NotFound
from leads.models import Lead
from leads.models.allowance import Allowance
from pools.models import Pool, administered, joined
from pools.views.overview import with_waiting
from pools.views.quota import Quota
from pools.views.seen import may_claim_from, pool_seen_by, pools_seen_by

from .idempotency import idempotent
from .leads import LeadOutput, Leads
from .listing import Walk
from .operations import PAGING, page_of
from .outputs import Output
from .views import Address, Operation, said

BY_NAME = Order("name")


class RuleOutput(serializers.Serializer):
    detail = serializers.CharField()
    code = serializers.CharField()


class QuotaOutput(serializers.Serializer):
    """None where nothing limits."""

    claims_a_day = serializers.IntegerField(allow_null=True)
    claimed_today = serializers.IntegerField(allow_null=True)
    most_held = serializers.IntegerField(allow_null=True)
    held = serializers.IntegerField(allow_null=True)
    holding_limit = serializers.IntegerField(allow_null=True)
    held_in_all = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)
    next_at = serializers.DateTimeField(allow_null=True)
    refusal = RuleOutput(allow_null=True)


class PoolOutput(Output):
    administrators = serializers.SlugRelatedField(slug_field="username", many=True, read_only=True)
    waiting = serializers.SerializerMethodField(help_text=_("Unclaimed leads that you see there, counted up to 1000."))
    has_more_waiting = serializers.SerializerMethodField()
    quota = serializers.SerializerMethodField(
        help_text=_("What you may still claim there; null where you may claim nothing at all.")
    )
    is_member = serializers.SerializerMethodField(help_text=_("Whether you may claim there."))
    is_administrator = serializers.SerializerMethodField(
        help_text=_("Whether you assign, reclaim and transfer there.")
    )

    class Meta:
        model = Pool
        fields = (
            "slug", "name", "type", "is_enabled", "is_default", "status_on_claim", "status_on_assign",
            "time_zone", "fresh_for_days", "last_owner_waits_days", "administrators", "is_member", "is_administrator",
            "waiting", "has_more_waiting", "quota",
        )  # fmt: skip

    def get_waiting(self, pool) -> int:
        return min(pool.waiting, CAP)

    def get_has_more_waiting(self, pool) -> bool:
        return pool.waiting > CAP

    @extend_schema_field(QuotaOutput(allow_null=True))
    def get_quota(self, pool) -> dict | None:
        if pool not in self.context["claimable"]:
            return None
        return quota_of(Quota(pool, self.context["allowance"]))

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
        return with_waiting(pools_seen_by(user), user).prefetch_related("administrators")

    def shown(self, pools) -> list:
        """At most two queries for the quotas of all of them."""
        user = self.request.user
        claimable = [pool for pool in pools if pool.is_claimable and may_claim_from(user, pool)]
        allowance = Allowance(user, claimable, leads=Lead.objects.all())
        context = {"request": self.request, "claimable": claimable, "allowance": allowance}
        return PoolOutput(pools, many=True, context=context).data


class PoolList(PoolAddress):
    operations = {
        "get": Operation("pool_list", _("List pools"), answer=page_of(PoolOutput), parameters=PAGING, refusals=(400,))
    }

    def get(self, request):
        return Walk(self.pools(), BY_NAME, request).response(self.shown)


class PoolDetail(PoolAddress):
    operations = {"get": Operation("pool_read", _("Read: pool"), answer=PoolOutput, refusals=(404,))}

    def get(self, request, slug):
        pool = self.pools().filter(slug=slug).first()
        if pool is None:
            raise NotFound
        return Response(self.shown([pool])[0])


class PoolClaimNext(Address):
    tag = "pools"
    operations = {
        "post": Operation(
            "pool_claim_next",
            _("Claim the best next lead"),
            _(
                "The highest score of what you may claim there, of those what came in first. Of many who ask at once "
                "each gets another one. Answers with the lead."
            ),
            request=Leads.verb_input("claim"),
            answer=LeadOutput,
            has_version=True,
            refusals=(404,),
        )
    }

    @idempotent
    def post(self, request, slug):
        _values, errors = Leads.verb_input("claim")().read(request.data)
        if errors:
            raise ValidationError(errors)
        pool = pool_seen_by(request.user, slug)
        claimed = Lead.objects.claim_best(pool=pool, by=request.user)
        lead = Leads.seen_by(request.user).get(pk=claimed.pk)
        return said(lead, LeadOutput(lead, context={"request": request}).data)


def quota_of(quota: Quota) -> dict:
    today, held, in_all, refusal = quota.today, quota.held, quota.held_in_all, quota.refusal
    found = {
        "claims_a_day": today and today.limit,
        "claimed_today": today and today.used,
        "most_held": held and held.limit,
        "held": held and held.used,
        "holding_limit": in_all and in_all.limit,
        "held_in_all": in_all and in_all.used,
        "left": quota.left,
        "next_at": quota.next_at,
        "refusal": {"detail": str(refusal), "code": refusal.code} if refusal else None,
    }
    return QuotaOutput(found).data
