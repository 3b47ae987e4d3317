from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User
from hotcrm.prepared import prepared
from hotcrm.records.conditions import When
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import moment, tell, verb
from pools.models import Pool, PoolType, ReturnReason, administered, joined
from pools.models.membership import members_of

from .lifecycle import OPEN, OPEN_OR_UNQUALIFIED, OWNED, Status
from .people import HANDOVER, POOL_ADMINISTRATORS, POOL_MEMBERS, RETURNERS
from .policies import any_pool, policy_without_reason


def _taken_by(lead):
    return _t("This lead was already taken by %(owner)s.") % {"owner": lead.owner}


IN_A_POOL = When(Q(pool__isnull=False), _("This lead is in no pool."))
UNOWNED = When(Q(owner__isnull=True), _taken_by, code="taken")
UNCLAIMED = UNOWNED & IN_A_POOL & When(Q(status=Status.NEW), _("Only a new lead can be claimed."))
POOL_OPEN = When(
    Q(pool__is_enabled=True, pool__type=PoolType.CLAIMABLE),
    _("Leads of this pool are assigned by its administrators; they cannot be claimed."),
)


def just_taken(lead, by):
    """Who was quicker: a member of the pool who loses a lead out of sight reads who has it, for a day."""
    if lead.owner_id and lead.pool_id in joined(Reach.of(by)) and not lead.discarded_at:
        recent = lead.assigned_at and lead.assigned_at > timezone.now() - timedelta(days=1)
        return Refused(_taken_by(lead), code="taken") if recent else None
    return None


def lock_holder(pks, by, *, to=None, **kwargs):
    """Whoever is about to hold more leads is locked and read again first: a limit is counted once at a time, and
    nobody who has just left is given anything."""
    holder = to or by
    [(holder.is_active, holder.holding_limit)] = _locked_holder(holder.pk)


@prepared
def _locked_holder(person):
    return User.objects.filter(pk=person).select_for_update(no_key=True).values_list("is_active", "holding_limit")


def plan_room(rows, by, *, to=None, **kwargs):
    """How many more open leads the coming owner may hold; None where there is no limit. At most one query."""
    holder = to or by
    if holder.holding_limit is None:
        return SimpleNamespace(room=None, members=_pool_members(rows, to))
    held = type(rows[0]).objects.filter(owner=holder, status__in=OPEN).count()
    return SimpleNamespace(room=max(holder.holding_limit - held, 0), members=_pool_members(rows, to))


def _pool_members(rows, to):
    """The pools among these rows' that the coming owner belongs to. One query a pool."""
    if to is None:
        return frozenset()
    pools = {row.pool for row in rows if row.pool_id}
    return frozenset(pool.pk for pool in pools if members_of(pool).filter(pk=to.pk).exists())


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
        _("Claim"),
        when=UNCLAIMED & POOL_OPEN,
        who=POOL_MEMBERS,
        locks=lock_holder,
        plan=plan_room,
        unseen=just_taken,
        icon="hand-grab",
    )
    def claim(self, *, by, plan):
        """Take it from its pool. Of two who claim at once exactly one gets it; the other reads who has it."""
        _check_active(by)
        self._hand_to(by)
        self.status = self.pool.status_on_claim
        self._take_room(plan, by)

    @verb(
        _("Assign"),
        when=OPEN_OR_UNQUALIFIED & IN_A_POOL,
        who=POOL_ADMINISTRATORS,
        locks=lock_holder,
        plan=plan_room,
        icon="user-plus",
    )
    def assign(self, *, by, to, plan):
        """Give it to an active member of its pool who has room for it."""
        self._check_coming_owner(to, plan)
        self._hand_to(to)
        if self.status in (Status.NEW, Status.UNQUALIFIED):
            self.status, self.unqualified_reason, self.survivor = self.pool.status_on_assign, None, None
        self._take_room(plan, to)

    @verb(
        _("Change owner"),
        when=OPEN_OR_UNQUALIFIED & OWNED,
        who=HANDOVER,
        locks=lock_holder,
        plan=plan_room,
        icon="user-share",
    )
    def change_owner(self, *, by, to, plan):
        self._check_coming_owner(to, plan)
        self._hand_to(to)
        self._take_room(plan, to)

    @verb(
        _("Return to pool"),
        when=OPEN_OR_UNQUALIFIED & OWNED,
        who=RETURNERS,
        plan=policy_without_reason,
        icon="arrow-back-up",
    )
    def return_to_pool(self, *, by, reason: ReturnReason | None = None, pool: Pool | None = None, plan):
        """Give it back, with a reason where the policy asks for one: to its own pool, or, for a lead of no pool, to
        the one named."""
        if plan and plan.return_reason_required:
            raise Invalid(_t("Please choose a reason."), field="reason")
        if self.pool_id is None:
            if pool is None:
                raise Invalid(_t("This lead has no pool yet. Please choose one."), field="pool")
            _check_own_pool(pool, by)
            self.pool = pool
        self._back_to_pool()

    @verb(_("Reclaim"), when=OPEN_OR_UNQUALIFIED & IN_A_POOL & OWNED, who=POOL_ADMINISTRATORS, icon="corner-up-left")
    def reclaim(self, *, by, reason=""):
        """Take it back into its pool from whoever has it."""
        self._back_to_pool()

    @verb(_("Transfer"), when=OPEN_OR_UNQUALIFIED & IN_A_POOL, who=POOL_ADMINISTRATORS, plan=any_pool, icon="transfer")
    def transfer(self, *, by, to: Pool, plan):
        """Move it to another pool that `by` administers, or any where the policy says so; an owner keeps it."""
        if not to.is_enabled:
            raise Invalid(_t("This pool is disabled."), field="to")
        if not plan:
            raise Invalid(_t("You do not administer this pool."), field="to")
        if to.pk == self.pool_id:
            raise Refused(_t("The lead is in this pool already."))
        self.pool, self.pooled_at = to, moment(self)

    def release(self):
        """No owner any more, and none of an owner's clocks."""
        self.previous_owner_id = self.owner_id or self.previous_owner_id
        self.owner, self.assigned_at, self.next_follow_up_on = None, None, None
        self._restart_clocks()

    def wait_in_own_pool(self):
        """Wait for somebody in its pool, or the default pool when its own is gone or disabled."""
        if self.pool_id is None or not self.pool.is_enabled:
            self.pool = Pool.default()
        self.pooled_at = moment(self)

    def _back_to_pool(self):
        self.release()
        self.wait_in_own_pool()
        self.status, self.unqualified_reason, self.survivor = Status.NEW, None, None

    def _hand_to(self, person):
        self.previous_owner_id = self.owner_id or self.previous_owner_id
        self.owner, self.assigned_at = person, moment(self)
        self._restart_clocks()

    def _restart_clocks(self):
        self.is_overdue, self.reclaim_on, self.failed_attempts = False, None, 0

    def _check_coming_owner(self, to, plan):
        _check_active(to)
        if self.pool_id and self.pool_id not in plan.members:
            raise Invalid(
                _t("%(person)s is not a member of %(pool)s.") % {"person": to, "pool": self.pool}, field="to"
            )
        if self.owner_id == to.pk:
            raise Refused(_t("%(person)s has this lead already.") % {"person": to})

    def _take_room(self, plan, person):
        """Asked of the status the lead comes with: what is not open takes no room."""
        if plan.room is None or self.status not in OPEN:
            return
        if plan.room <= 0:
            raise Refused(
                _t("%(person)s may hold %(limit)s open leads and holds that many: remaining 0.")
                % {"person": person, "limit": person.holding_limit},
                code="holding_limit",
            )
        plan.room -= 1
        tell(self, room_left=plan.room)


def _check_active(person):
    if not person.is_active:
        raise Invalid(_t("%(person)s is not active.") % {"person": person}, field="to")


def _check_own_pool(pool, by):
    """One chooses among the pools one belongs to or administers."""
    if by is None or by.is_crm_admin:
        return
    if pool.pk not in (*joined(Reach.of(by)), *administered(Reach.of(by))):
        raise Invalid(_t("You do not belong to this pool."), field="pool")
