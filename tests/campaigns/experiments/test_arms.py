from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from campaigns.experiments.arms import HOLDOUT, arm_for


@dataclass(frozen=True)
class Draft:
    salt: str = "0123456789abcdef"
    holdout_percent: int = 0
    variants: list = field(default_factory=list)


def variants(**shares):
    return [{"code": code, "name": code.title(), "share": share} for code, share in shares.items()]


def arms(campaign, *, kind="lead", people=10_000):
    return [arm_for(campaign, kind, pk) for pk in range(1, people + 1)]


TWO = Draft(holdout_percent=10, variants=variants(a=1, b=1))


def test_a_campaign_without_an_experiment_has_no_groups():
    assert set(arms(Draft(), people=100)) == {("", False)}


def test_the_same_person_always_comes_into_the_same_group():
    assert arms(TWO) == arms(replace(TWO))


def test_groups_are_what_they_have_been_since_the_first_release():
    """Whoever changes the hash moves everybody: these were drawn once and stand."""
    names = [arm.name for arm in arms(TWO, people=12)]
    assert names == ["a", "b", "b", "b", "a", "holdout", "a", "a", "a", "holdout", "a", "a"]


def test_a_lead_and_a_contact_of_one_number_are_drawn_apart():
    assert arms(TWO) != arms(TWO, kind="contact")


def test_another_campaign_draws_anew():
    both = zip(arms(TWO), arms(replace(TWO, salt="f" * 16)), strict=True)
    assert sum(one.is_held_out and other.is_held_out for one, other in both) == pytest.approx(100, abs=40)


def test_shares_are_kept():
    campaign = Draft(holdout_percent=20, variants=variants(a=1, b=3))
    counted = Counter(arm.name for arm in arms(campaign))
    assert counted[HOLDOUT] == pytest.approx(2000, abs=150)
    assert counted["a"] == pytest.approx(2000, abs=150)
    assert counted["b"] == pytest.approx(6000, abs=180)


@pytest.mark.parametrize(("percent", "few", "many"), [(0, 0, 0), (1, 60, 140), (90, 8880, 9120)])
def test_the_hold_out_is_as_large_as_asked(percent, few, many):
    assert few <= sum(arm.is_held_out for arm in arms(Draft(holdout_percent=percent))) <= many


def test_raising_the_hold_out_keeps_all_who_were_held_out():
    before, after = arms(TWO), arms(replace(TWO, holdout_percent=20))
    moved = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    assert moved
    assert all(not was.is_held_out and now.is_held_out for was, now in moved)


def test_a_further_variant_moves_only_those_it_takes():
    before, after = arms(TWO), arms(replace(TWO, variants=variants(a=1, b=1, c=1)))
    moved = {now.name for was, now in zip(before, after, strict=True) if was != now}
    assert moved == {"c"}


def test_a_greater_share_only_takes():
    before, after = arms(TWO), arms(replace(TWO, variants=variants(a=2, b=1)))
    moved = {now.name for was, now in zip(before, after, strict=True) if was != now}
    assert moved == {"a"}


def test_the_order_of_variants_does_not_matter():
    assert arms(TWO) == arms(replace(TWO, variants=variants(b=1, a=1)))
