"""The verdict against what is known: campaigns without a difference, and with a planted one. All seeds are fixed."""

from itertools import combinations
from math import sqrt
from typing import NamedTuple

import numpy
import pytest

from campaigns.experiments.sequential import ALPHA, POWER, always_valid_p, members_needed
from campaigns.experiments.verdict import MINIMUM, Finding, verdict_on

CAMPAIGNS = 300


class Group(NamedTuple):
    n: int
    hits: int


def enrolled_bit_by_bit(rates, batch, looks, seed):
    """For each campaign its looks: the groups after every batch of members; who answers does so at once."""
    random = numpy.random.default_rng(seed)
    shape = (CAMPAIGNS, looks, len(rates))
    hits = random.binomial(batch, rates, size=shape).cumsum(axis=1).tolist()
    sizes = batch if isinstance(batch, tuple) else (batch,) * len(rates)
    for campaign in hits:
        yield [[Group(n * look, k) for n, k in zip(sizes, row, strict=True)] for look, row in enumerate(campaign, 1)]


def enrolled_at_once(rate, n, looks, seed):
    """All are written to on one day, and their responses come in one after the other."""
    random = numpy.random.default_rng(seed)
    for _campaign in range(CAMPAIGNS):
        days = random.integers(0, looks, size=(2, n))
        answers = random.random((2, n)) < rate
        counts = [numpy.bincount(day[yes], minlength=looks).cumsum() for day, yes in zip(days, answers, strict=True)]
        yield [[Group(n, int(k)) for k in row] for row in zip(*counts, strict=True)]


def called(campaigns, is_decided) -> float:
    """The share of campaigns in which somebody who looked every time would have called a winner."""
    return sum(any(is_decided(groups) for groups in looks) for looks in campaigns) / CAMPAIGNS


def by_verdict(groups) -> bool:
    return verdict_on(groups).is_ahead


def by_a_test_made_for_one_look(groups) -> bool:
    return min(group.n for group in groups) >= MINIMUM and any(z(*pair) > 1.96 for pair in combinations(groups, 2))


def z(one, other):
    rate = (one.hits + other.hits) / (one.n + other.n)
    spread = sqrt(rate * (1 - rate) * (1 / one.n + 1 / other.n))
    return abs(one.hits / one.n - other.hits / other.n) / spread if spread else 0


WITHOUT_DIFFERENCE = {
    "two groups": lambda: enrolled_bit_by_bit((0.1, 0.1), 20, 200, seed=1),
    "few respond": lambda: enrolled_bit_by_bit((0.01, 0.01), 50, 120, seed=2),
    "many respond": lambda: enrolled_bit_by_bit((0.4, 0.4), 10, 120, seed=3),
    "a small hold-out": lambda: enrolled_bit_by_bit((0.1, 0.1), (5, 45), 120, seed=4),
    "three groups": lambda: enrolled_bit_by_bit((0.1,) * 3, 20, 120, seed=5),
    "responses come in late": lambda: enrolled_at_once(0.08, 2_000, 120, seed=6),
}


@pytest.mark.parametrize("kind", WITHOUT_DIFFERENCE)
def test_where_there_is_no_difference_at_most_one_campaign_in_twenty_has_a_winner(kind):
    assert called(WITHOUT_DIFFERENCE[kind](), by_verdict) <= ALPHA


def test_looking_every_time_with_a_test_made_for_one_look_finds_winners_that_are_none():
    """The control: these campaigns do fool who is not careful."""
    assert called(WITHOUT_DIFFERENCE["two groups"](), by_a_test_made_for_one_look) > 4 * ALPHA
    assert called(WITHOUT_DIFFERENCE["three groups"](), by_a_test_made_for_one_look) > 4 * ALPHA


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_a_planted_difference_is_found_with_the_power_that_is_promised(rate):
    looks = 25
    batch = members_needed(rate) // looks + 1
    planted = enrolled_bit_by_bit((rate * 0.9, rate * 1.1), batch, looks, seed=7)
    assert called(planted, by_verdict) >= POWER


def test_nobody_is_ahead_before_there_are_enough_in_each_group():
    verdict = verdict_on([Group(MINIMUM - 1, 90), Group(10_000, 100)])
    assert verdict.finding is Finding.NOT_ENOUGH
    assert verdict.more >= 1


def test_who_is_clearly_better_is_ahead():
    best, other, third = Group(2_000, 320), Group(2_000, 200), Group(2_000, 220)
    verdict = verdict_on([other, best, third])
    assert (verdict.finding, verdict.leader, verdict.rival, verdict.more) == (Finding.AHEAD, best, third, 0)
    assert verdict.probability > 0.999


def test_who_is_ahead_of_one_and_not_of_the_other_is_not_ahead():
    verdict = verdict_on([Group(1_000, 160), Group(1_000, 100), Group(1_000, 158)])
    assert verdict.finding is Finding.NOT_ENOUGH
    assert verdict.rival == Group(1_000, 158)


def test_with_members_enough_and_nothing_to_see_no_difference_is_found():
    enough = members_needed(0.3)
    verdict = verdict_on([Group(enough, round(enough * 0.3)), Group(enough, round(enough * 0.31))])
    assert verdict.finding is Finding.NO_DIFFERENCE


def test_how_many_more_are_needed_falls_as_they_come():
    needed = [verdict_on([Group(n, n // 10), Group(n, n // 10)]).more for n in (200, 1_000, 5_000)]
    assert needed == sorted(needed, reverse=True)
    assert needed[1] == pytest.approx(2 * (members_needed(0.1) - 1_000), rel=0.02)


def test_more_groups_ask_for_more_members():
    assert members_needed(0.1, comparisons=4) > members_needed(0.1, comparisons=2) > members_needed(0.1)


@pytest.mark.parametrize(
    "groups", [[], [Group(10, 1)], [Group(0, 0), Group(0, 0)], [Group(500, 0), Group(500, 0)], [Group(9, 9)] * 2]
)
def test_nothing_is_said_of_what_nobody_can_compare(groups):
    verdict = verdict_on(groups)
    assert verdict is None or (verdict.finding is Finding.NOT_ENOUGH and verdict.p == 1)


def test_the_smaller_group_decides_how_sure_one_can_be():
    alike, apart = always_valid_p(Group(900, 90), Group(900, 140)), always_valid_p(Group(100, 10), Group(1_700, 264))
    assert alike < apart
