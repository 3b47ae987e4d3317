from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When, holds
from hotcrm.records.models import SUPERIOR
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import UNTOLD, inform, tell, verb
from pools.models import Clocks, Pool, RecycleRule

from .conditions import questions_of
from .keeping_open import lock_own_pools
from .lifecycle import OPEN, OWNED, status_in
from .people import POOL_ADMINISTRATORS

HOLDERS = (POOL_ADMINISTRATORS | SUPERIOR).refusing(
    _("Only administrators of its pool and the managers above its owner may keep a lead from going back.")
)
LONGEST_HOLD = timedelta(days=366)
MAY_BE_HELD = (
    status_in(*OPEN, refusal=_("Only an open lead goes back to its pool by itself."))
    & OWNED
    & When(Q(pool__isnull=False), _("This lead is in no pool."))
)


class Recycled(models.Model):
    """When its pool takes it back from its owner, by which rule, and what holds that up."""

    pool: Pool | None
    owner_id: int | None
    is_open: bool
    assigned_at: datetime
    last_activity_at: datetime | None

    reclaim_on = models.DateField(_("reclaim date"), null=True, editable=False)
    reclaim_rule = models.ForeignKey(
        RecycleRule,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("reclaim rule"),
        db_index=False,
    )
    reclaim_warned_at = models.DateTimeField(_("warned of the reclaim"), null=True, editable=False)
    held_until = models.DateField(_("on hold until"), null=True, editable=False)
    hold_reason = models.CharField(_("reason of the hold"), max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @verb(_("Put on hold"), when=MAY_BE_HELD, who=HOLDERS, icon="lock")
    def hold(self, *, by, until: date, reason: str):
        """No rule takes it back up to and including a day, for a reason that stands on its page."""
        today = self.pool.clocks.calendar.local_day(timezone.now())
        if not today <= until <= today + LONGEST_HOLD:
            raise Invalid(_t("Choose a day between today and a year from now."), field="until")
        if not reason.strip():
            raise Invalid(_t("Say why."), field="reason")
        self.held_until, self.hold_reason = until, reason.strip()[:200]
        tell(self, until=str(until))

    @verb(
        _("Release the hold"),
        when=MAY_BE_HELD & When(Q(held_until__isnull=False), _("This lead is not on hold.")),
        who=HOLDERS,
        icon="lock-open",
    )
    def release_hold(self, *, by):
        self.held_until, self.hold_reason = None, ""

    @verb(_("Take back by a rule"), when=MAY_BE_HELD, locks=lock_own_pools, backstage=True, icon="recycle")
    def recycle(self, *, by, on: date):
        """Back into its pool, if a rule takes it on this day as it stands now. Told as the reclaim that it is."""
        day, rule = self.falls_back()
        if day is None or day > on:
            raise Refused(_t("No rule takes this lead back."), code="not_due")
        tell(self, rule=rule.name)
        inform(self, NoticeKind.RECYCLED, self.owner_id, pool=self.pool.name)
        self.reclaim(by=by, reason="system")
        return UNTOLD

    @property
    def is_on_hold(self) -> bool:
        """Until the end of that day where its pool is. It ends by itself."""
        return self.held_until is not None and self.held_until >= self.pool_today

    @property
    def pool_today(self) -> date:
        return self.pool.clocks.calendar.local_day(timezone.now()) if self.pool else timezone.localdate()

    def set_reclaim(self):
        """Work out when it goes back, and by which rule. Of another day its owner is warned anew."""
        if self.owner_id is None:
            self.held_until, self.hold_reason = None, ""
        day, rule = self.falls_back()
        if day != self.reclaim_on:
            self.reclaim_warned_at = None
        self.reclaim_on, self.reclaim_rule_id = day, rule and rule.pk

    def falls_back(self) -> tuple[date, RecycleRule] | tuple[None, None]:
        """The day on which the first of its pool's rules takes it, and that rule. A hold puts the day off."""
        if self.owner_id is None or self.pool is None or not (self.is_open and self.pool.is_enabled):
            return None, None
        day_of, best = self.pool.clocks.calendar.local_day, None
        held_since = quiet_since = day_of(self.assigned_at)
        if self.last_activity_at:
            quiet_since = max(held_since, day_of(self.last_activity_at))
        for rule, question in _asked(self.pool.clocks):
            day = rule.falls_due(held_since=held_since, quiet_since=quiet_since)
            if day and (best is None or day < best[0]) and holds(question, self):
                best = day, rule
        if best and self.held_until and self.held_until >= best[0]:
            best = self.held_until + timedelta(days=1), best[1]
        return best or (None, None)


@lru_cache(maxsize=512)
def _asked(clocks: Clocks) -> list[tuple[RecycleRule, Q]]:
    """The rules of a pool with what they ask of a lead, in their order."""
    questions = questions_of(clocks.rules)
    return [(rule, questions[rule.pk]) for rule in clocks.rules]
