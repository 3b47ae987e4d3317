from campaigns.experiments.outcomes import Outcome, together
from campaigns.experiments.uplift import Uplift

TREATED = Outcome("a", n=900, responded=180, converted=90, total=9_000.0, squares=400_000.0)
HOLDOUT = Outcome("holdout", is_held_out=True, n=100, responded=10, converted=5, total=500.0, squares=20_000.0)
NOBODY = Outcome("b")


def test_the_campaign_is_measured_against_those_left_in_peace():
    uplift = Uplift(TREATED, HOLDOUT)
    assert round(uplift.response.apart, 9) == 0.1
    assert round(uplift.response.relative, 9) == 1.0
    assert round(uplift.conversions.apart, 9) == 45
    assert round(uplift.revenue.apart, 9) == 4_500
    assert uplift.response.low < uplift.response.apart < uplift.response.high
    assert uplift.response.is_clear


def test_what_comes_back_is_counted_without_what_would_have_come_anyway():
    assert round(Uplift(TREATED, HOLDOUT).return_on(1_500), 9) == 200
    assert Uplift(TREATED, HOLDOUT).return_on(0) is None
    assert Uplift(TREATED, NOBODY).return_on(1_500) is None


def test_without_anybody_to_compare_nothing_is_said():
    for uplift in (Uplift(TREATED, NOBODY), Uplift(NOBODY, HOLDOUT)):
        assert [uplift.response, uplift.conversion, uplift.value, uplift.conversions, uplift.revenue] == [None] * 5


def test_of_nothing_there_is_no_multiple():
    quiet = Outcome("holdout", is_held_out=True, n=100)
    assert Uplift(TREATED, quiet).response.relative is None


def test_groups_add_up():
    both = together([TREATED, HOLDOUT])
    assert (both.n, both.responded, both.converted, both.total) == (1_000, 190, 95, 9_500.0)
