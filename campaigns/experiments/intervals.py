"""How sure a rate, a mean, and the difference of two are: intervals that hold the truth 95 times of 100.

Nothing here knows Django. An interval is a pair (low, high); None where the numbers say nothing.
"""

from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)

Interval = tuple[float, float]


def wilson(hits: int, of: int) -> Interval | None:
    """The score interval of a proportion. Wilson, JASA 22 (1927) 209; good also near 0 and 1, unlike p ± z·s."""
    if not of:
        return None
    rate, z2 = hits / of, Z * Z
    centre = (rate + z2 / (2 * of)) / (1 + z2 / of)
    reach = Z * sqrt(rate * (1 - rate) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def newcombe(hits: int, of: int, base_hits: int, base_of: int) -> Interval | None:
    """Of the difference of two proportions, the first less the second: hybrid score interval without continuity
    correction. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10."""
    one, other = wilson(hits, of), wilson(base_hits, base_of)
    if one is None or other is None:
        return None
    rate, base = hits / of, base_hits / base_of
    (low, high), (base_low, base_high) = one, other
    below = sqrt((rate - low) ** 2 + (base_high - base) ** 2)
    above = sqrt((high - rate) ** 2 + (base - base_low) ** 2)
    return rate - base - below, rate - base + above


def variance(n: int, total: float, squares: float) -> float:
    """Of a sample (divided by n − 1) from its sums."""
    return max(0.0, squares - total * total / n) / (n - 1)


def welch(one: tuple[int, float, float], base: tuple[int, float, float]) -> Interval | None:
    """Of the difference of two means, the first less the second, without asking that they spread alike; each is given
    as (n, sum, sum of squares). Student's t with the degrees of freedom of Welch, Biometrika 34 (1947) 28–35.
    """
    if one[0] < 2 or base[0] < 2:
        return None
    shares = [variance(*sums) / sums[0] for sums in (one, base)]
    spread = sum(shares)
    apart = one[1] / one[0] - base[1] / base[0]
    if not spread:
        return apart, apart
    freedom = spread**2 / sum(share**2 / (n - 1) for share, n in zip(shares, (one[0], base[0]), strict=True))
    reach = student(freedom) * sqrt(spread)
    return apart - reach, apart + reach


def student(freedom: float) -> float:
    """The quantile of Student's t that goes with `CONFIDENCE`, for `freedom` degrees of it.

    Cornish–Fisher expansion, Abramowitz & Stegun 26.7.5: right to 0.2 % from 3 degrees on, to 10⁻⁵ from 10 on.
    """
    z, n = Z, freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92_160 * n**4)
    )
