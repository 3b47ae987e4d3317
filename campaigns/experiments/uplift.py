"""What a campaign changed: those it reached against those who were held out of it. Nothing here knows Django."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .intervals import Interval, newcombe, welch

if TYPE_CHECKING:
    from .outcomes import Outcome


@dataclass(frozen=True)
class Difference:
    """`apart` is the value of the one less that of the other, within `low` and `high` 95 times of 100."""

    apart: float
    low: float
    high: float
    base: float

    @property
    def relative(self) -> float | None:
        """In parts of the value without the campaign; None where that is nothing."""
        return self.apart / self.base if self.base else None

    @property
    def is_clear(self) -> bool:
        return self.low > 0 or self.high < 0

    def times(self, n: int) -> "Difference":
        """Of so many people together."""
        return Difference(self.apart * n, self.low * n, self.high * n, self.base * n)


@dataclass(frozen=True)
class Uplift:
    """Each difference is None as long as there is nobody to compare, and for means fewer than two on either side."""

    treated: "Outcome"
    holdout: "Outcome"

    @property
    def response(self) -> Difference | None:
        return self._of_rates("responded")

    @property
    def conversion(self) -> Difference | None:
        return self._of_rates("converted")

    @property
    def value(self) -> Difference | None:
        """Of the mean spent by a member: Welch's interval, with Student's t."""
        return self._difference("total", welch(self.treated.sums, self.holdout.sums))

    @property
    def conversions(self) -> Difference | None:
        """How many conversions there are that would not be without the campaign."""
        return self.conversion and self.conversion.times(self.treated.n)

    @property
    def revenue(self) -> Difference | None:
        """What came in that would not have come in without the campaign."""
        return self.value and self.value.times(self.treated.n)

    def return_on(self, cost) -> float | None:
        """In percent of the cost, as a return on investment is; None where nothing was spent or nobody is held out."""
        if not cost or self.revenue is None:
            return None
        return (self.revenue.apart - float(cost)) / float(cost) * 100

    def _of_rates(self, name) -> Difference | None:
        one, base = self.treated, self.holdout
        return self._difference(name, newcombe(getattr(one, name), one.n, getattr(base, name), base.n))

    def _difference(self, name, interval: Interval | None) -> Difference | None:
        if interval is None:
            return None
        one, base = (getattr(group, name) / group.n for group in (self.treated, self.holdout))
        return Difference(one - base, *interval, base)
