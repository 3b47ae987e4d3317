"""A test that may be looked at at any time: whoever stops at the first look that says so errs in 5 of 100 campaigns
without any difference, and not at every second one, as with a test that was made for a single look.

The mixture sequential probability ratio test of Johari, Pekelis & Walsh, "Always valid inference" (2015; KDD 2017, as
"Peeking at A/B tests"), two-sided. What is mixed over is the log odds ratio, by a normal distribution around nothing
(Robbins, Annals of Mathematical Statistics 41, 1970): its score is a sum of independent steps, one for each response,
so the promise holds while members are still being enrolled and while the responses of those enrolled still come in.
It rests on a normal approximation, which the simulations in the tests look at.

Nothing here knows Django.
"""

from math import ceil, exp, log, log1p, sqrt
from statistics import NormalDist

from .bayes import Counted

ALPHA = 0.05
POWER = 0.8
WORTHWHILE = 0.2  # of the rate: the relative difference that `members_needed` counts on
SPREAD = 0.2  # standard deviation of the log odds ratio that is mixed over: sharpest for about a fourth more or less
MIXED = SPREAD**2


def always_valid_p(one: Counted, other: Counted) -> float:
    """The chance, at most, of ever having come to a difference as clear as this one if there were none."""
    h, rate = _together(one, other), (one.hits + other.hits) / max(one.n + other.n, 1)
    information = h * rate * (1 - rate)
    if not information:
        return 1.0
    score = h * (one.hits / one.n - other.hits / other.n)
    ratio = MIXED * score**2 / (2 * (1 + MIXED * information)) - log1p(MIXED * information) / 2
    return min(1.0, exp(-ratio))


def members_needed(rate: float, *, comparisons: int = 1, lift: float = WORTHWHILE) -> int:
    """In each of two equal groups, for a relative difference of `lift` around this rate to be found with `POWER` by
    the last of any number of looks; of the rarer outcome where more than half respond."""
    return ceil(2 * _weight_needed(rate, comparisons, lift))


def more_needed(arms: list, *, comparisons: int) -> int:
    """How many more members, shared out as they have been so far; 0 when there are enough."""
    total = sum(arm.n for arm in arms)
    rate = (sum(arm.hits for arm in arms) + 1) / (total + 2)
    needed = _weight_needed(rate, comparisons, WORTHWHILE)
    smallest, next_one = sorted(arms, key=lambda arm: arm.n)[:2]
    if h := _together(smallest, next_one):
        return max(0, ceil(total * needed / h) - total)
    return max(0, ceil(2 * needed) * len(arms) - total)


def _together(one: Counted, other: Counted) -> float:
    """What two groups weigh against each other: half of each, where they are equal."""
    return one.n * other.n / (one.n + other.n) if one.n and other.n else 0.0


def _weight_needed(rate: float, comparisons: int, lift: float) -> float:
    """By halving: what is expected of the score grows faster than what it has to reach."""
    apart, spread = lift * min(rate, 1 - rate), rate * (1 - rate)
    extra, low, high = NormalDist().inv_cdf(POWER), 1.0, 1.0
    while sqrt(high / spread) * apart < _bound(high * spread, comparisons) + extra:
        low, high = high, high * 2
    while high - low > 0.5:
        middle = (low + high) / 2
        is_enough = sqrt(middle / spread) * apart >= _bound(middle * spread, comparisons) + extra
        low, high = (low, middle) if is_enough else (middle, high)
    return high


def _bound(information: float, comparisons: int) -> float:
    """How many standard errors the difference must be away from nothing, at so much information."""
    r = MIXED * information
    return sqrt((1 + 1 / r) * (2 * log(comparisons / ALPHA) + log1p(r)))
