"""How likely one group is better than another, after what was seen. Nothing here knows Django."""

from collections.abc import Iterator
from itertools import accumulate, takewhile
from math import exp, lgamma, log
from operator import mul
from typing import Protocol

SEEN = 1e-18  # of the largest term: what is less cannot be seen in a sum of floats


class Counted(Protocol):
    """Of `n` people so many did it."""

    @property
    def n(self) -> int: ...
    @property
    def hits(self) -> int: ...


def probability_better(one: Counted, other: Counted) -> float:
    """That the true rate of `one` is above that of `other`, from a uniform prior: Beta(1 + hits, 1 + misses) each.

    The sum of Miller, "Formulas for Bayesian A/B testing" (2015), exact for whole counts. Its terms are those of a
    beta negative binomial and have one peak, so they are added from there outwards until nothing more is to be seen:
    a few standard deviations of steps, not as many as there were hits, and nothing underflows that counts.
    """
    a, b = other.hits + 1, other.n - other.hits + 1
    hits, misses = one.hits + 1, one.n - one.hits + 1

    def step(i: int) -> float:
        """Term i + 1 by term i."""
        return (a + i) * (misses + i) / ((a + b + misses + i) * (i + 1))

    peak = min(max((a * misses - a - b - misses) // (b + 1), 0), hits - 1)
    upward = _falling(step(i) for i in range(peak, hits - 1))
    downward = _falling(1 / step(i) for i in range(peak - 1, -1, -1))
    return min(1.0, exp(_log_term(peak, a, b, misses)) * (1 + sum(upward) + sum(downward)))


def _falling(steps: Iterator[float]) -> Iterator[float]:
    """The terms beside the peak as parts of it, as long as they are worth adding."""
    return takewhile(lambda term: term > SEEN, accumulate(steps, mul))


def _log_term(i: int, a: int, b: int, misses: int) -> float:
    return _log_beta(a + i, b + misses) - log(misses + i) - _log_beta(i + 1, misses) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
