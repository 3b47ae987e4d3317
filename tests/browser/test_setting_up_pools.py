"""Setting up a pool and the entry rules, with and without JavaScript; and axe at every turn."""

import pytest
from playwright.sync_api import expect

from leads.models import Lead
from pools.models import EntryRule, Pool, RecycleRule
from tests.browser.test_axe import violations
from tests.factories import PoolFactory, make_lead


@pytest.mark.parametrize("javascript", [True, False])
def test_an_administrator_sets_up_a_pool_row_by_row(world, sign_in, javascript):
    with sign_in(world.carol, javascript=javascript) as page:
        page.goto("/pools/public/settings/")
        page.get_by_label("Claims a day").fill("5")
        hours = page.get_by_role("group", name="Working hours")
        for number, (day, opens, closes) in enumerate([("Monday", "09:00", "12:00"), ("Monday", "11:00", "18:00")]):
            hours.get_by_label("Weekday").nth(number).select_option(day)
            hours.get_by_label("From").nth(number).fill(opens)
            hours.get_by_label("Until").nth(number).fill(closes)
            if not number:
                hours.get_by_role("button", name="Another row").click()
                expect(hours.get_by_label("Weekday")).to_have_count(2)
        rule = page.get_by_role("group", name="New rule")
        rule.get_by_label("Name").fill("Forgotten")
        rule.get_by_label("Days held").fill("90")
        rule.get_by_label("Field").select_option("Country")
        rule.get_by_label("Value").fill("China")
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_text("Overlaps Monday 09:00–12:00.")).to_be_visible()
        found = list(violations(page)) if javascript else []
        hours.get_by_label("From").nth(1).fill("13:00")
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_text("Saved. Dates that follow")).to_be_visible()
    pool = Pool.default()
    assert (pool.claims_a_day, pool.working_hours.count(), found) == (5, 2, [])
    assert [str(one) for one in RecycleRule.objects.get(pool=pool, held_days=90).conditions.all()] == [
        "country is China"
    ]


def test_an_entry_rule_is_tried_before_it_is_saved(world, sign_in):
    PoolFactory(name="North", slug="north")
    make_lead(country="China", company="Far")
    with sign_in(world.admin) as page:
        page.goto("/pools/")
        page.get_by_role("link", name="Entry rules").click()
        rule = page.get_by_role("group", name="New rule")
        rule.get_by_label("Name").fill("The north")
        rule.get_by_label("Pool").select_option("North")
        rule.get_by_label("Field").select_option("Country")
        rule.get_by_label("Value").fill("China")
        page.get_by_role("button", name="Try on the last 100 leads").click()
        expect(page.get_by_role("heading", name="Trial: nothing was saved")).to_be_in_viewport()
        expect(page.get_by_role("row", name="Doe").get_by_text("North", exact=True)).to_be_visible()
        found = list(violations(page))
        assert not EntryRule.objects.exists()
        page.get_by_role("button", name="Save", exact=True).last.click()
        expect(page.get_by_text("Saved. New leads enter by these rules")).to_be_visible()
    assert (found, Lead.objects.capture([{"company": "A", "country": "China"}], by=None)[0].pool.slug) == ([], "north")
