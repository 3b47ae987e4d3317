"""Which of several groups is ahead, or that nobody can tell yet. May be asked at any time, as often as one likes.

Two groups or more, by the share of their members who responded. The verdict comes from the sequential test
(`sequential`); the Bayesian probability (`bayes`) says how things look now in words that people ask for, and decides
nothing: looked at often enough, it would call a winner where there is none.

Of more than two the first must be told from each of the others: Bonferroni over these comparisons.

Power: once no more members are needed, a difference of a fifth of the rate is found in 80 of 100 campaigns.
Nothing here knows Django.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from .bayes import probability_better
from .sequential import ALPHA, always_valid_p, more_needed

MINIMUM = 100  # members in each group, before anybody is said to be ahead


class Finding(Enum):
    AHEAD = "ahead"
    NO_DIFFERENCE = "no_difference"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True)
class Verdict:
    """`leader` has the best rate, `rival` is the one it is hardest to tell from; `p` is always valid, and corrected
    for the number of groups; so many `more` members are needed until a difference that is worthwhile would show."""

    finding: Finding
    leader: Any
    rival: Any
    p: float
    more: int

    @property
    def is_ahead(self) -> bool:
        return self.finding is Finding.AHEAD

    @cached_property
    def probability(self) -> float:
        """That the leader is really better than its rival."""
        return probability_better(self.leader, self.rival)


def verdict_on(arms: list) -> Verdict | None:
    """Of anything with `n` and `hits`; None where there are not two to compare."""
    if len(arms) < 2:
        return None
    leader, *others = sorted(arms, key=lambda arm: arm.hits / max(arm.n, 1), reverse=True)
    p, rival = max(((always_valid_p(leader, arm), arm) for arm in others), key=lambda pair: pair[0])
    p = min(1.0, p * len(others))
    lacking = max(0, MINIMUM - min(arm.n for arm in arms))
    more = 0 if p <= ALPHA and not lacking else max(more_needed(arms, comparisons=len(others)), lacking)
    return Verdict(_finding(p, more, lacking), leader, rival, p, more)


def _finding(p: float, more: int, lacking: int) -> Finding:
    if p <= ALPHA and not lacking:
        return Finding.AHEAD
    return Finding.NOT_ENOUGH if more else Finding.NO_DIFFERENCE
