"""Working without a mouse."""

from playwright.sync_api import expect

from tests.factories import make_lead


def test_a_list_is_walked_selected_and_opened_by_keys(world, sign_in):
    for name in ("Third", "Second", "First"):  # newest stand first
        make_lead(owner=world.alice, company=name, last_name=name)
    with sign_in(world.alice) as page:
        page.goto("/leads/?view=my")
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("tr.is-current")).to_contain_text("Second")
        page.keyboard.press("k")
        expect(page.locator("tr.is-current")).to_contain_text("First")
        page.keyboard.press("x")
        expect(page.locator("tr.is-current input[name=ids]")).to_be_checked()
        expect(page.locator("[data-bulk-count]")).to_have_text("1 selected")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Second")


def test_help_and_search_are_one_key_away(world, sign_in):
    with sign_in(world.alice) as page:
        page.goto("/leads/")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        page.keyboard.press("/")
        expect(page.locator("[data-search]").first).to_be_focused()
        page.keyboard.type("jkx?")
        expect(page.locator("[data-search]").first).to_have_value("jkx?")
        expect(page.locator("#keys")).to_be_hidden()


def test_forms_are_sent_by_control_enter_and_control_s(world, sign_in):
    lead = make_lead(owner=world.alice, company="Acme", last_name="Doe")
    with sign_in(world.alice) as page:
        page.goto(lead.get_absolute_url())
        page.locator("#composer textarea").fill("Sent by the keyboard")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#timeline")).to_contain_text("Sent by the keyboard")
        page.locator("body").press("e")
        page.wait_for_url("**/edit/**")
        page.get_by_label("Job title").fill("Owner")
        page.keyboard.press("Control+s")
        expect(page.get_by_text("Saved.")).to_be_visible()
    lead.refresh_from_db()
    assert lead.title == "Owner"


def test_a_page_can_be_reached_and_left_by_tab_alone(world, sign_in):
    with sign_in(world.alice) as page:
        page.goto("/leads/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip-link")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
