"""What a person may still claim from a pool, as its pages and the API say it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hotcrm.texts import Text
from leads.models.allowance import Allowance
from pools.models import Pool


@dataclass(frozen=True)
class Gauge:
    """So much of so much; `left` is never less than nothing."""

    label: Text
    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(self.limit - self.used, 0)


@dataclass(frozen=True)
class Quota:
    pool: Pool
    allowance: Allowance

    @property
    def today(self) -> Gauge | None:
        limit = self.pool.claims_a_day
        if limit is None or self.allowance.left_today(self.pool) is None:
            return None
        return Gauge(_("Claimed today"), self.allowance.claimed[self.pool.pk], limit)

    @property
    def held(self) -> Gauge | None:
        """Open leads of this pool."""
        rooms, by = self.allowance.rooms, self.allowance.by
        if self.pool.pk not in self.allowance.pools or not self.pool.most_held:
            return None
        return Gauge(_("Held of this pool"), rooms.held_by(by, self.pool), self.pool.most_held)

    @property
    def held_in_all(self) -> Gauge | None:
        rooms, by = self.allowance.rooms, self.allowance.by
        if by.holding_limit is None:
            return None
        return Gauge(_("Held in all"), rooms.held_by(by), by.holding_limit)

    @property
    def gauges(self) -> list[Gauge]:
        return [gauge for gauge in (self.today, self.held, self.held_in_all) if gauge]

    @property
    def refusal(self):
        """Why nothing can be claimed now."""
        return self.allowance.refusal(self.pool)

    @property
    def left(self) -> int | None:
        return self.allowance.left(self.pool)

    @property
    def next_at(self):
        """From when something may be claimed again, where only the day is over."""
        return self.refusal.facts.get("until") if self.refusal else None

    @property
    def is_exempt(self) -> bool:
        """Whether the rules of the pool do not bind this person."""
        return self.pool.pk not in self.allowance.pools
