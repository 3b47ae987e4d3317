"""The lines of the tables of an experiment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _t

from .intervals import wilson
from .numbers import money, percent, points, signed_money, signed_number, signed_percent
from .outcomes import Outcome
from .uplift import Difference, Uplift


@dataclass(frozen=True)
class Group:
    """A line of the table. `scales` are the rates at the right edge of the drawings, by what is counted."""

    outcome: Outcome
    name: str
    scales: dict[str, float]

    @property
    def responded(self) -> "Rate | None":
        return Rate.of(self.outcome.responded, self.outcome.n, self.scales["responded"])

    @property
    def converted(self) -> "Rate | None":
        return Rate.of(self.outcome.converted, self.outcome.n, self.scales["converted"])

    @property
    def total(self) -> Decimal:
        return money(self.outcome.total)

    @property
    def mean(self) -> Decimal | None:
        return None if self.outcome.mean is None else money(self.outcome.mean)


def lines_of(outcomes: list[Outcome], name_of: Callable[[str], str]) -> list[Group]:
    scales = {name: _highest(outcomes, name) for name in ("responded", "converted")}
    return [Group(outcome, name_of(outcome.code), scales) for outcome in outcomes]


def _highest(outcomes, name) -> float:
    intervals = (wilson(getattr(outcome, name), outcome.n) for outcome in outcomes)
    return max((high for _low, high in filter(None, intervals)), default=0)


@dataclass(frozen=True)
class Rate:
    rate: float
    low: float
    high: float
    scale: float

    @classmethod
    def of(cls, hits, n, scale):
        interval = wilson(hits, n)
        return interval and cls(hits / n, *interval, scale)

    @property
    def text(self) -> str:
        return percent(self.rate)

    @property
    def between(self) -> str:
        return _t("%(low)s to %(high)s") % {"low": percent(self.low), "high": percent(self.high)}

    @property
    def drawing(self) -> dict[str, str]:
        """Where the bar and its mark stand, of a hundred."""
        low, middle, high = (100 * part / self.scale if self.scale else 0 for part in (self.low, self.rate, self.high))
        return {"x": f"{low:.2f}", "width": f"{max(high - low, 0.5):.2f}", "mark": f"{min(middle, 99):.2f}"}


@dataclass(frozen=True)
class Cell:
    """A difference in words; `tone` says whether it is one for sure, and which way."""

    label: str
    text: str
    between: str
    relative: str = ""
    tone: str = ""


def cells_of(uplift: Uplift) -> Iterator[Cell]:
    columns = (
        (_t("Responded"), uplift.response, points),
        (_t("Converted"), uplift.conversion, points),
        (_t("Value of a member"), uplift.value, signed_money),
        (_t("More conversions"), uplift.conversions, signed_number),
        (_t("More revenue"), uplift.revenue, signed_money),
    )
    for label, difference, say in columns:
        yield cell(label, difference, say) if difference else Cell(label, "–", "")


def cell(label, difference: Difference, say) -> Cell:
    between = _t("%(low)s to %(high)s") % {"low": say(difference.low), "high": say(difference.high)}
    relative = "" if difference.relative is None else signed_percent(difference.relative)
    tone = ("up" if difference.low > 0 else "down") if difference.is_clear else ""
    return Cell(label, say(difference.apart), between, relative if say is points else "", tone)
