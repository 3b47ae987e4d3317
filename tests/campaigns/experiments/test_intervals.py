"""Our statistics against SciPy's, which the product does without."""

import numpy
import pytest
from scipy import stats

from campaigns.experiments.intervals import newcombe, student, variance, welch, wilson

COUNTS = [(0, 10), (1, 10), (10, 10), (81, 263), (5, 56), (1_234, 9_011)]


@pytest.mark.parametrize(("hits", "of"), COUNTS)
def test_a_rate_has_the_score_interval(hits, of):
    found = stats.binomtest(hits, of).proportion_ci(method="wilson")
    assert wilson(hits, of) == pytest.approx((found.low, found.high), abs=1e-12)


def test_of_nobody_nothing_is_known():
    assert wilson(0, 0) is None
    assert newcombe(0, 0, 3, 10) is None
    assert newcombe(3, 10, 0, 0) is None
    assert welch((1, 5.0, 25.0), (9, 5.0, 25.0)) is None


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ],
)
def test_the_difference_of_two_rates_is_that_of_the_paper(table, wanted):
    """Newcombe 1998, table II, method 10."""
    assert newcombe(*table) == pytest.approx(wanted, abs=5e-5)


@pytest.mark.parametrize(("freedom", "near"), [(3, 2e-3), (10, 1e-5), (30, 1e-7), (1_000, 1e-12)])
def test_student_is_as_near_as_it_says(freedom, near):
    assert student(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=near)


def test_the_difference_of_two_means_has_the_interval_of_welch():
    random = numpy.random.default_rng(1)
    one, base = random.exponential(90, 400), random.exponential(30, 70)
    found = stats.ttest_ind(one, base, equal_var=False).confidence_interval(0.95)
    sums = [(len(sample), float(sample.sum()), float((sample**2).sum())) for sample in (one, base)]
    assert welch(*sums) == pytest.approx((found.low, found.high), rel=1e-7)
    assert variance(*sums[0]) == pytest.approx(one.var(ddof=1), rel=1e-12)


def test_where_nobody_differs_the_mean_is_sure():
    assert welch((5, 0.0, 0.0), (3, 0.0, 0.0)) == (0.0, 0.0)
