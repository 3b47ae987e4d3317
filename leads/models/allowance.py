"""What a person may still claim: the claim rules of pools (PRODUCT 5), written so that SQL can read them too."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import NOBODY_Q, When, holds
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import Refused
from pools.models import Pool, administered, joined
from pools.models.membership import Administrators

from .capacity import OVER_LIMIT, Rooms, own_limit_reached, pool_limit_reached
from .claims import Claim

BEYOND_OWN = _("You would hold more open leads than you may.")
BEYOND_POOL = _("You would hold more open leads of the pool than its rules allow.")
BEYOND_DAY = _("You would claim more leads than you may on one day.")


@dataclass(frozen=True)
class ClaimRule(When):
    """`refusal` makes of a lead all that is said of it, with its facts."""

    refusal: Callable

    def refusal_of(self, lead) -> Refused | None:
        return None if holds(self.q, lead) else self.refusal(lead)


class Allowance:
    """What one person may still claim from these pools, by the rules of each and by their own limit.

    Who administers a pool is free of its rules; the own limit binds everybody. At most two queries, none where
    nothing limits. Exact only once the person is locked.
    """

    def __init__(self, by, pools, *, leads, now: datetime | None = None):
        self.by, self.now = by, now or timezone.now()
        exempt = set(administered(Reach.of(by)))
        self.pools = {pool.pk: pool for pool in pools if not (by.is_crm_admin or pool.pk in exempt)}
        self.rooms = Rooms(leads, [by], self.pools.values(), administrators=())
        self.claimed, self.administrators = self._claimed_today(), Administrators()

    def _claimed_today(self) -> Counter:
        """By pool how many leads were claimed on the pool's own day, whatever became of them."""
        limited = [pool for pool in self.pools.values() if pool.claims_a_day]
        if not limited:
            return Counter()
        today = reduce(or_, (Q(pool=pool, at__gte=pool.day_of(self.now)[0]) for pool in limited))
        mine = Claim.objects.filter(today, by=self.by).order_by()
        return Counter(dict(mine.values_list("pool").annotate(number=Count("pk"))))

    # What is left

    def left_today(self, pool) -> int | None:
        """How many more they may claim on this day of the pool; None where nothing limits it."""
        if pool.pk not in self.pools or not pool.claims_a_day:
            return None
        return max(pool.claims_a_day - self.claimed[pool.pk], 0)

    def left(self, pool) -> int | None:
        """How many more they may claim now, all limits together."""
        limits = (self.left_today(pool), self.rooms.left(self.by, self._bound(pool)))
        return min((left for left in limits if left is not None), default=None)

    def refusal(self, pool) -> Refused | None:
        """Why they may claim nothing at all from this pool now."""
        if refusal := self.rooms.refusal(self.by, self._bound(pool), by=self.by):
            return refusal
        return self._day_is_over(pool) if self.left_today(pool) == 0 else None

    def take(self, lead):
        """Count one more claim. Raises `Refused` with the rule that forbids it."""
        for rule in self.rules():
            if refusal := rule.refusal_of(lead):
                raise refusal
        self.rooms.take(self.by, self._bound(lead.pool), by=self.by)
        self.claimed[lead.pool_id] += 1

    def _bound(self, pool):
        """The pool, if its rules bind them."""
        return self.pools.get(pool.pk) if pool is not None else None

    # The rules, for rows in hand and for the database

    def rules(self) -> tuple[ClaimRule, ...]:
        """The conditions a lead must fulfil beside being unclaimed, in the order in which they are told."""
        return (*self._own_limit(), *self._pool_limits(), *self._days(), *self._fresh(), *self._last_owners())

    def _own_limit(self):
        if self.rooms.left_of_own(self.by) == 0:
            held = self.rooms.held_by(self.by)
            yield ClaimRule(
                NOBODY_Q, lambda lead: own_limit_reached(self.by, held, by=self.by), "holding_limit", BEYOND_OWN
            )

    def _pool_limits(self):
        full = [pool for pool in self.pools.values() if self.rooms.left_in(self.by, pool) == 0]
        if full:
            yield ClaimRule(_not_in(full), self._pool_is_full, "pool_limit", BEYOND_POOL)

    def _days(self):
        over = [pool for pool in self.pools.values() if self.left_today(pool) == 0]
        if over:
            yield ClaimRule(_not_in(over), lambda lead: self._day_is_over(lead.pool), "daily_limit", BEYOND_DAY)

    def _fresh(self):
        some = [pool for pool in self.pools.values() if pool.fresh_for_days]
        if some:
            young = (Q(pool_id=pool.pk, pooled_at__gt=self._ago(pool.fresh_for_days)) for pool in some)
            yield ClaimRule(~reduce(or_, young), _is_fresh, "fresh", _("They are fresh: too short in the pool."))

    def _last_owners(self):
        some = [pool for pool in self.pools.values() if pool.last_owner_waits_days]
        if some:
            recent = (Q(pool_id=pool.pk, released_at__gt=self._ago(pool.last_owner_waits_days)) for pool in some)
            mine = Q(previous_owner_id=self.by.pk) & reduce(or_, recent)
            yield ClaimRule(~mine, _was_yours, "last_owner", _("You had them last, not long ago."))

    def _ago(self, days) -> datetime:
        return self.now - timedelta(days=days)

    def _pool_is_full(self, lead) -> Refused:
        return pool_limit_reached(self.by, lead.pool, self.rooms.held_by(self.by, lead.pool), by=self.by)

    def _day_is_over(self, pool) -> Refused:
        number, until = self.claimed[pool.pk], pool.day_of(self.now)[1]
        words = {"number": number, "limit": pool.claims_a_day, "until": pool.clock(until)}
        return Refused(
            _t("You have claimed %(number)s of %(limit)s leads today; the next from %(until)s.") % words,
            code="daily_limit",
            status=OVER_LIMIT,
            facts={"limit": pool.claims_a_day, "claimed": number, "left": 0, "until": until},
        )

    # How many would be too many

    def beyond(self, rows) -> list[tuple[str, int]]:
        """Of so many leads that may each be claimed: how many could not be claimed together, and why."""
        numbers = dict(rows.order_by().values_list("pool").annotate(number=Count("pk")))
        over: Counter = Counter()
        for key, number in numbers.items():
            if (pool := self.pools.get(key)) is not None:
                number -= _cut(over, BEYOND_DAY, number, self.left_today(pool))
                number -= _cut(over, BEYOND_POOL, number, self.rooms.left_in(self.by, pool))
            numbers[key] = number
        _cut(over, BEYOND_OWN, sum(numbers.values()), self.rooms.left_of_own(self.by))
        return [(str(sentence), number) for sentence, number in over.items()]


def claim_bounds(rows, by) -> Allowance | None:
    """The rules that buttons and previews show: of these rows, or of all pools this person may claim from. The rows
    know their pools; without them it is one query more."""
    claimable = {*joined(Reach.of(by)), *administered(Reach.of(by))}
    if rows is None:
        return Allowance(
            by,
            Pool.objects.filter(pk__in=claimable),
            leads=Claim._meta.get_field("lead").related_model._base_manager.all(),
        )
    waiting = [row for row in rows if row.owner_id is None and row.pool_id]
    pools = {row.pool for row in waiting if row.pool_id in claimable or by.is_crm_admin}
    return Allowance(by, pools, leads=type(waiting[0])._base_manager.all()) if pools else None


def _not_in(pools) -> Q:
    return ~Q(pool_id__in=[pool.pk for pool in pools])


def _is_fresh(lead) -> Refused:
    until = lead.pooled_at + timedelta(days=lead.pool.fresh_for_days)
    said = _t("This lead is fresh until %(until)s; then it can be claimed.") % {"until": lead.pool.clock(until)}
    return Refused(said, code="fresh", facts={"until": until})


def _was_yours(lead) -> Refused:
    until = lead.released_at + timedelta(days=lead.pool.last_owner_waits_days)
    said = _t("You had this lead; you can claim it again from %(until)s.") % {"until": lead.pool.clock(until)}
    return Refused(said, code="last_owner", facts={"until": until})


def _cut(over, sentence, number, left) -> int:
    cut = max(number - left, 0) if left is not None else 0
    if cut:
        over[sentence] += cut
    return cut
