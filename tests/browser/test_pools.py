"""A day at a pool: claiming, the best next lead, sharing out; and axe at every turn."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.models import Lead
from pools.models import Pool
from tests.browser.conftest import DESK
from tests.browser.test_axe import violations
from tests.factories import make_lead


@pytest.fixture
def waiting(world):
    """Five leads; the second waits the longest and has the highest score."""
    for n, (company, score) in enumerate([("Acme", 10), ("Best", 95), ("Clock", 50), ("Drift", 40), ("Echo", 30)]):
        lead = make_lead(company=company, last_name=company)
        Lead.objects.filter(pk=lead.pk).update(score=score, pooled_at=timezone.now() - timezone.timedelta(days=n + 2))


def test_a_rep_claims_one_then_the_best_and_then_the_day_is_over(world, waiting, sign_in):
    Pool.objects.update(claims_a_day=2, most_held=20)
    with sign_in(world.alice) as page:
        page.goto("/pools/public/")
        expect(page.get_by_label("What I may still claim")).to_contain_text("0 of 2")
        page.get_by_role("row", name="Clock").get_by_role("button", name="Claim").click()
        expect(page.get_by_text("is yours now")).to_be_visible()
        expect(page.get_by_label("What I may still claim")).to_contain_text("1 of 2")
        page.get_by_role("button", name="Give me the best next lead").click()
        expect(page.get_by_role("heading", name="Best")).to_be_visible()
        page.get_by_role("link", name="Public Pool").first.click()
        expect(page.get_by_text("You have claimed 2 of 2 leads today")).to_be_visible()
        expect(page.get_by_role("button", name="Give me the best next lead")).to_be_disabled()
        expect(page.get_by_role("button", name="Claim", exact=True)).to_have_count(0)
        found = list(violations(page))
    assert set(Lead.objects.owned_by(world.alice).values_list("company", flat=True)) == {"Clock", "Best"}
    assert found == []


def test_an_administrator_shares_leads_out_among_several(world, waiting, sign_in):
    with sign_in(world.carol) as page:
        page.goto("/pools/public/")
        page.locator("[data-select-page]").check()
        page.get_by_role("button", name="Assign", exact=True).last.click()
        for name in ("Alice", "Bob"):
            page.get_by_label(name).check()
        found = list(violations(page))
        page.set_viewport_size(DESK)
        page.locator("form[data-main]").get_by_role("button", name="Assign").click()
        expect(page.get_by_text("5 done")).to_be_visible()
        page.get_by_role("link", name="Owned").click()
        expect(page.get_by_role("row", name="Best")).to_contain_text("Bob")
        found += violations(page)
    assert sorted(Lead.objects.owned_by(person).count() for person in (world.alice, world.bob)) == [2, 3]
    assert found == []


def test_an_administrator_looks_how_the_pool_is_doing(world, waiting, sign_in):
    with sign_in(world.carol) as page:
        page.goto("/pools/public/")
        page.locator(".pool-health > summary").click()
        expect(page.get_by_text("Taken back tonight")).to_be_visible()
        found = list(violations(page))
        page.set_viewport_size(DESK)
        page.get_by_role("link", name="3 to 7 days").click()
        expect(page.locator("tbody tr")).to_have_count(4)
    assert found == []


def test_the_pool_is_worked_by_keyboard_alone(world, waiting, sign_in):
    with sign_in(world.alice) as page:
        page.goto("/pools/public/")
        for key in ("j", "j", "x"):
            page.keyboard.press(key)
        expect(page.locator("[data-bulk-count]")).to_have_text("1 selected")
        page.get_by_role("button", name="Claim", exact=True).last.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("1 done")).to_be_visible()
    assert Lead.objects.get(owner=world.alice).company == "Clock"
