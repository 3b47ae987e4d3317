"""PRODUCT 4 and 5 read once more, in plain Python: what each verb of a pool needs, and what it leaves behind."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

OPEN = {"new", "working", "nurturing", "qualified"}
MOVABLE = OPEN | {"unqualified"}


@dataclass
class PoolRead:
    claimable: bool
    members: set[str]
    administrators: set[str]
    on_claim: str = "working"
    on_assign: str = "new"
    a_day: int | None = None
    held: int | None = None
    wait: int | None = None
    fresh: int | None = None

    def of(self, person):
        return person in self.members | self.administrators


@dataclass
class LeadRead:
    pool: str
    pooled_at: datetime
    status: str = "new"
    owner: str | None = None
    previous: str | None = None
    released_at: datetime | None = None
    discarded_from: str = ""


@dataclass
class House:
    pools: dict[str, PoolRead]
    limits: dict[str, int]  # the most open leads of people who have a limit
    superiors: dict[str, set[str]]
    now: datetime
    leads: dict[int, LeadRead] = field(default_factory=dict)
    claims: list[tuple[int, str, str, datetime]] = field(default_factory=list)

    # What is asked

    def may_claim(self, key, by) -> bool:
        lead = self.leads[key]
        pool = self.pools[lead.pool]
        waits = lead.owner is None and lead.status == "new" and pool.claimable and pool.of(by)
        if not (waits and self._has_own_room(by)):
            return False
        return by in pool.administrators or (self._keeps_limits(pool, lead.pool, by) and self._is_ripe(lead, pool, by))

    def may_assign(self, key, by, to) -> bool:
        lead = self.leads[key]
        pool = self.pools[lead.pool]
        status = pool.on_assign if lead.status in ("new", "unqualified") else lead.status
        return lead.status in MOVABLE and by in pool.administrators and self._can_have(lead, to, status)

    def may_change_owner(self, key, by, to) -> bool:
        lead = self.leads[key]
        return (
            lead.status in MOVABLE
            and lead.owner is not None
            and self._handles(lead, by)
            and self._can_have(lead, to, lead.status)
        )

    def may_return(self, key, by) -> bool:
        lead = self.leads[key]
        return lead.status in MOVABLE and lead.owner is not None and self._is_theirs(lead, by)

    def may_reclaim(self, key, by) -> bool:
        lead = self.leads[key]
        administers = by in self.pools[lead.pool].administrators
        return lead.status in MOVABLE and lead.owner is not None and administers

    def may_transfer(self, key, by, to) -> bool:
        lead = self.leads[key]
        administers = by in self.pools[lead.pool].administrators and by in self.pools[to].administrators
        return lead.status in MOVABLE and administers and to != lead.pool

    def may_disqualify(self, key, by) -> bool:
        return self.leads[key].status in OPEN and self._handles(self.leads[key], by)

    def may_reopen(self, key, by) -> bool:
        return self.leads[key].status == "unqualified" and self._handles(self.leads[key], by)

    def may_discard(self, key, by) -> bool:
        lead = self.leads[key]
        return lead.status in MOVABLE and (lead.owner == by or by in self.pools[lead.pool].administrators)

    def may_restore(self, key) -> bool:
        return self.leads[key].status == "discarded"

    # What it leaves behind

    def claim(self, key, by):
        lead = self.leads[key]
        self.claims.append((key, by, lead.pool, self.now))
        self._hand(lead, by)
        lead.status = self.pools[lead.pool].on_claim

    def assign(self, key, to):
        lead = self.leads[key]
        self._hand(lead, to)
        if lead.status in ("new", "unqualified"):
            lead.status = self.pools[lead.pool].on_assign

    def change_owner(self, key, to):
        self._hand(self.leads[key], to)

    def give_back(self, key):
        lead = self.leads[key]
        self._release(lead)
        lead.status, lead.pooled_at = "new", self.now

    def transfer(self, key, to):
        self.leads[key].pool, self.leads[key].pooled_at = to, self.now

    def discard(self, key):
        lead = self.leads[key]
        lead.discarded_from, lead.status = lead.status, "discarded"
        self._release(lead)

    def restore(self, key):
        lead = self.leads[key]
        lead.status = "unqualified" if lead.discarded_from == "unqualified" else "new"
        lead.discarded_from, lead.pooled_at = "", self.now

    # Parts of it

    def _has_own_room(self, person):
        held = sum(lead.owner == person and lead.status in OPEN for lead in self.leads.values())
        return held < self.limits.get(person, held + 1)

    def _has_pool_room(self, pool, name, person):
        if pool.held is None or person in pool.administrators:
            return True
        theirs = [lead for lead in self.leads.values() if lead.owner == person and lead.pool == name]
        return sum(lead.status in OPEN for lead in theirs) < pool.held

    def _keeps_limits(self, pool, name, person):
        mine = [at for _, by, claimed_from, at in self.claims if (by, claimed_from) == (person, name)]
        today = sum(at.date() == self.now.date() for at in mine)
        return (pool.a_day is None or today < pool.a_day) and self._has_pool_room(pool, name, person)

    def _is_ripe(self, lead, pool, person):
        if pool.fresh and lead.pooled_at > self.now - timedelta(days=pool.fresh):
            return False
        had_it = lead.previous == person and lead.released_at is not None
        return not (pool.wait and had_it and lead.released_at > self.now - timedelta(days=pool.wait))

    def _can_have(self, lead, to, status):
        pool = self.pools[lead.pool]
        if not pool.of(to) or lead.owner == to:
            return False
        return status not in OPEN or (self._has_own_room(to) and self._has_pool_room(pool, lead.pool, to))

    def _is_theirs(self, lead, by):
        return lead.owner is not None and (by == lead.owner or by in self.superiors.get(lead.owner, ()))

    def _handles(self, lead, by):
        return self._is_theirs(lead, by) or by in self.pools[lead.pool].administrators

    def _hand(self, lead, person):
        lead.previous = lead.owner or lead.previous
        lead.owner = person

    def _release(self, lead):
        if lead.owner:
            lead.previous, lead.released_at = lead.owner, self.now
        lead.owner = None
