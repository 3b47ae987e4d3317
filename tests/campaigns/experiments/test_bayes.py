from typing import NamedTuple

import pytest
from scipy import integrate, stats

from campaigns.experiments.bayes import probability_better


class Group(NamedTuple):
    n: int
    hits: int


def integral(one: Group, other: Group) -> float:
    """The same by another way: over all rates, that the one has it and the other is below."""
    mine, theirs = (stats.beta(group.hits + 1, group.n - group.hits + 1) for group in (one, other))
    low, high = (min(1, max(0, mine.mean() + side * 14 * mine.std())) for side in (-1, 1))
    return integrate.quad(
        lambda rate: mine.pdf(rate) * theirs.cdf(rate), low, high, points=[mine.mean()], epsabs=1e-12, limit=500
    )[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Group(10, 3), Group(12, 2)),
        (Group(1_000, 100), Group(1_000, 120)),
        (Group(5_000, 60), Group(700, 4)),
        (Group(500_000, 50_300), Group(500_000, 50_000)),
        (Group(100_000, 99_000), Group(100, 99)),
    ],
)
def test_the_probability_is_that_of_the_integral(one, other):
    assert probability_better(one, other) == pytest.approx(integral(one, other), abs=1e-8)


@pytest.mark.parametrize("group", [Group(0, 0), Group(100, 0), Group(100, 100), Group(1_000_000, 1_000)])
def test_nobody_is_better_than_an_equal(group):
    assert probability_better(group, group) == pytest.approx(0.5, abs=1e-7)


def test_the_extremes_are_certain_and_no_error():
    assert probability_better(Group(1_000_000, 900_000), Group(1_000_000, 1_000)) == pytest.approx(1)
    assert probability_better(Group(1_000_000, 1_000), Group(1_000_000, 900_000)) == pytest.approx(0)
    assert probability_better(Group(10, 1), Group(0, 0)) == pytest.approx(
        integral(Group(10, 1), Group(0, 0)), abs=1e-6
    )


def test_one_of_two_is_the_better():
    one, other = Group(431, 37), Group(502, 61)
    assert probability_better(one, other) + probability_better(other, one) == pytest.approx(1)
