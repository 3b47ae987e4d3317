"""A lead's score line by line: what it got, of how much, and what would raise it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.db.models import BooleanField, Case, When

from hotcrm.texts import Text
from leads.models import Lead, ScoringWeights
from leads.models.compiled import NOW, Compiled

from .lines import LINES, WHOLE, Line


@dataclass(frozen=True)
class Raise:
    """What somebody may do about it, and the points it brings at most."""

    advice: Text
    gain: Decimal


@dataclass(frozen=True)
class ScoreLine:
    code: str
    group: Text
    label: Text
    weight: int
    points: Decimal  # to one decimal; only the total is rounded
    raises: tuple[Raise, ...]

    @property
    def max_points(self) -> int:
        return self.weight


def score_lines(lead) -> list[ScoreLine]:
    """The ten lines of this lead's score under the weights in force. Two queries."""
    weights = ScoringWeights.in_force().by_code()
    [row] = _asked().rows([lead.pk])
    found = dict(zip(_expressions(), row, strict=True))
    return [_read(line, weights[line.code], found) for line in LINES]


@cache
def _asked() -> Compiled:
    return Compiled.of(Lead.objects.with_engagement(NOW).order_by().values_list(*_expressions().values()))


@cache
def _expressions():
    return {line.code: line.share() for line in LINES} | dict(_conditions())


def _conditions():
    for line in LINES:
        for number, part in enumerate(line.parts):
            yield _key(line, number), Case(When(part.when, then=True), default=False, output_field=BooleanField())


def _key(line, number):
    return f"{line.code}_{number}"


def _read(line: Line, weight: int, found) -> ScoreLine:
    share = found[line.code]
    raises = tuple(_raises(line, weight, share, found)) if weight else ()
    return ScoreLine(line.code, line.group, line.label, weight, _points(weight, share), raises)


def _raises(line: Line, weight: int, share: int, found) -> Iterator[Raise]:
    """Of steps, those above the one reached, the nearest first; of parts that add up, those that are missing."""
    if line.steps:
        missing = [(part, part.most - share) for part in reversed(line.parts) if part.most > share]
    else:
        missing = [(part, part.most) for number, part in enumerate(line.parts) if not found[_key(line, number)]]
    for part, gain in missing:
        yield Raise(part.advice, _points(weight, gain))


def _points(weight, share) -> Decimal:
    points = (Decimal(weight * share) / WHOLE).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return points.quantize(Decimal(1)) if points == points.to_integral() else points
