from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import Invalid, Occupied, Refused
from hotcrm.records.verbs import inform, moment, verb
from pools.models import Pool, ReturnReason, administered, joined

from .keeping_open import lock_own_pools, lock_own_pools_and_target, lock_target
from .lifecycle import OPEN_OR_UNQUALIFIED, OWNED, Status
from .people import POOL_ADMINISTRATORS, RETURNERS
from .policies import any_pool, plan_return


def taken_by(lead):
    return _t("This lead was already taken by %(owner)s.") % {"owner": lead.owner}


IN_A_POOL = When(Q(pool__isnull=False), _("This lead is in no pool."))
UNOWNED = When(Q(owner__isnull=True), taken_by, code="taken")
UNCLAIMED = UNOWNED & IN_A_POOL & When(Q(status=Status.NEW), _("Only a new lead can be claimed."))


class Ownership(models.Model):
    """Whose lead it is, in which pool it waits, and how it changes hands."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="leads",
        verbose_name=_("owner"),
        db_index=False,
    )
    pool = models.ForeignKey(
        Pool,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="leads",
        verbose_name=_("pool"),
        db_index=False,
    )
    previous_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("previous owner"),
        db_index=False,
    )
    assigned_at = models.DateTimeField(_("owned since"), null=True, editable=False)
    pooled_at = models.DateTimeField(_("in the pool since"), null=True, editable=False)
    released_at = models.DateTimeField(_("released"), null=True, editable=False)
    is_unrouted = models.BooleanField(_("nobody was free"), default=False, editable=False)

    class Meta:
        abstract = True

    @verb(
        _("Return to pool"),
        when=OPEN_OR_UNQUALIFIED & OWNED,
        who=RETURNERS,
        locks=lock_own_pools_and_target,
        plan=plan_return,
        icon="arrow-back-up",
    )
    def return_to_pool(self, *, by, reason: ReturnReason | None = None, pool: Pool | None = None, plan):
        """Give it back, with a reason where the policy asks for one: to its own pool, or, for a lead of no pool, to
        the one named."""
        if plan.asks_reason:
            raise Invalid(_t("Please choose a reason."), field="reason")
        if self.pool_id is None:
            if pool is None:
                raise Invalid(_t("This lead has no pool yet. Please choose one."), field="pool")
            _check_own_pool(pool, by)
            self.pool = pool
        self._back_to_pool()
        inform(self, NoticeKind.RETURNED, *plan.administrators.of(self.pool_id), pool=self.pool.name)

    @verb(
        _("Reclaim"),
        when=OPEN_OR_UNQUALIFIED & IN_A_POOL & OWNED,
        who=POOL_ADMINISTRATORS,
        locks=lock_own_pools,
        icon="corner-up-left",
    )
    def reclaim(self, *, by, reason=""):
        """Take it back into its pool from whoever has it, and is told."""
        if by is not None:  # a rule tells of itself
            inform(self, NoticeKind.RECLAIMED, self.owner_id, pool=self.pool.name)
        self._back_to_pool()

    @verb(
        _("Transfer"),
        when=OPEN_OR_UNQUALIFIED & IN_A_POOL,
        who=POOL_ADMINISTRATORS,
        locks=lock_target,
        plan=any_pool,
        at_once=1_000,
        icon="transfer",
    )
    def transfer(self, *, by, to: Pool, plan):
        """Move it to another pool that `by` administers, or any where the policy says so; an owner keeps it."""
        if not to.is_enabled:
            raise Invalid(_t("This pool is disabled."), field="to")
        if not plan:
            raise Invalid(_t("You do not administer this pool."), field="to")
        if to.pk == self.pool_id:
            raise Refused(_t("The lead is in this pool already."))
        self.pool, self.pooled_at, self.is_unrouted = to, moment(self), False

    def release(self):
        """No owner any more, and none of an owner's clocks. Whoever had it is the previous owner from now on."""
        if self.owner_id:
            self.previous_owner_id, self.released_at = self.owner_id, moment(self)
        self.owner, self.assigned_at, self.next_follow_up_on, self.is_unrouted = None, None, None, False
        self._restart_clocks()

    def wait_in_own_pool(self):
        """Wait for somebody in its pool from now on, or in the default pool when its own is gone or disabled."""
        self.leave_closed_pool()
        self.pooled_at = moment(self)

    def leave_closed_pool(self):
        if self.pool_id is None or not self.pool.is_enabled:
            self.pool, self.pooled_at = Pool.default(), moment(self)
        elif not self.pool.is_default and self.pool_id not in self._acting.locked:
            raise Occupied()  # it came to this pool between the two looks that were taken at it

    def _back_to_pool(self):
        self.release()
        self.wait_in_own_pool()
        self.status, self.unqualified_reason, self.survivor = Status.NEW, None, None

    def _hand_to(self, person):
        """Somebody's from now on: all clocks restart."""
        self.previous_owner_id = self.owner_id or self.previous_owner_id
        self.owner, self.assigned_at, self.is_unrouted = person, moment(self), False
        self._restart_clocks()

    def _restart_clocks(self):
        self.is_overdue, self.reclaim_on, self.failed_attempts = False, None, 0


def check_active(person):
    if not person.is_active:
        raise Invalid(_t("%(person)s is not active.") % {"person": person}, field="to")


def _check_own_pool(pool, by):
    """One chooses among the open pools one belongs to or administers."""
    if not pool.is_enabled:
        raise Invalid(_t("This pool is disabled."), field="pool")
    if by is None or by.is_crm_admin:
        return
    if pool.pk not in (*joined(Reach.of(by)), *administered(Reach.of(by))):
        raise Invalid(_t("You do not belong to this pool."), field="pool")
