"""Everything works in a browser without scripts: they only make it quicker."""

from playwright.sync_api import expect

from hotcrm.activities.models import Activity
from leads.models import Lead
from tests.factories import make_lead


def test_signing_in_filtering_claiming_editing_and_logging(world, sign_in):
    lead = make_lead(company="Waiting Ltd", last_name="Waiting")
    make_lead(owner=world.alice, company="Other", last_name="Other")
    with sign_in(javascript=False) as page:
        page.goto("/leads/")
        page.get_by_label("User name").fill("alice")
        page.get_by_label("Password").fill("demo")
        page.get_by_role("button", name="Sign in").click()
        page.locator("input[name=q]").last.fill("Waiting")
        page.get_by_role("button", name="Apply").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.locator("tbody .row-link").click()
        page.locator(".page-actions").get_by_role("button", name="Claim").first.click()
        expect(page.get_by_text("is yours now")).to_be_visible()
        page.get_by_role("link", name="Edit", exact=True).first.click()
        page.get_by_label("Job title").fill("Buyer")
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.locator("#composer textarea").fill("Without scripts")
        page.locator("#composer").get_by_role("button", name="Log", exact=True).click()
        expect(page.locator("#timeline")).to_contain_text("Without scripts")
    lead.refresh_from_db()
    assert (lead.owner, lead.title, Activity.objects.get().body) == (world.alice, "Buyer", "Without scripts")


def test_bulk_actions_and_dialogs_are_pages_of_their_own(world, sign_in):
    leads = [make_lead(owner=world.alice, company=f"Number {n}", last_name=f"Number {n}") for n in range(3)]
    with sign_in(world.alice, javascript=False) as page:
        page.goto("/leads/?view=my")
        for lead in leads:
            page.locator(f"input[name=ids][value='{lead.pk}']").check()
        page.locator("#bulk").get_by_role("button", name="Return to pool").click()
        page.get_by_label("Reason").select_option(label="No capacity")
        page.get_by_label("To the pool").select_option(index=1)
        page.locator("form[data-main]").get_by_role("button", name="Return to pool").click()
        expect(page.locator("main")).to_contain_text("3 done")
        page.goto("/runs/")
        page.locator("main tbody a").first.click()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("main")).to_contain_text("3 done")
    assert Lead.objects.filter(owner=world.alice).count() == 3
