"""The bell and the inbox: by mouse, by keyboard, on a phone, without scripts."""

import pytest
from playwright.sync_api import expect

from hotcrm.records.models import Notice
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Told, tell_people
from tests.factories import make_lead

from .conftest import DESK, PHONE
from .test_axe import violations


@pytest.fixture
def lead(world):
    lead = make_lead(owner=world.alice, last_name="Doe")
    tell_people([Told(NoticeKind.MENTION, world.alice, lead, said="Please call them")], by=world.dave)
    tell_people([Told(NoticeKind.ASSIGNED, world.alice, lead)], by=world.carol)
    return lead


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_bell_counts_shows_and_leads_on(world, lead, sign_in, size):
    with sign_in(world.alice, size=size) as page:
        page.goto("/pools/")
        expect(page.locator("#bell-count b")).to_have_text("2")
        page.locator("[data-bell] summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#bell-panel .notice-subject")).to_have_text(
            ["Carol assigned Doe to you", "Dave mentioned you: Doe"]
        )
        expect(page.get_by_role("link", name="All notices")).to_be_in_viewport()
        assert list(violations(page)) == []
        page.set_viewport_size(size)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{lead.get_absolute_url()}")
        expect(page.locator("#bell-count b")).to_have_text("1")


def test_what_is_read_in_the_inbox_is_counted_no_more(world, lead, sign_in):
    with sign_in(world.alice) as page:
        page.goto("/notices/")
        expect(page.locator("#bell-count b")).to_have_text("2")
        page.get_by_role("button", name="Mark as read: Carol assigned Doe to you").click()
        expect(page.locator("#inbox .unread")).to_have_count(1)
        expect(page.locator("#bell-count b")).to_have_text("1")
        page.get_by_role("button", name="Mark all as read").first.click()
        expect(page.locator("#inbox .unread")).to_have_count(0)
        expect(page.locator("#bell-count b")).to_have_count(0)
    assert Notice.objects.unread().count() == 0


def test_without_scripts_the_bell_leads_to_the_inbox(world, lead, sign_in):
    with sign_in(world.alice, javascript=False) as page:
        page.goto("/pools/")
        page.locator("[data-bell] summary").click()
        page.get_by_role("link", name="All notices").click()
        page.get_by_role("button", name="Mark as read: Carol assigned Doe to you").click()
        expect(page.locator("#inbox .unread")).to_have_count(1)
        page.get_by_role("link", name="Unread", exact=True).click()
        expect(page.locator("#inbox .notice-subject")).to_have_text(["Dave mentioned you: Doe"])
        page.get_by_role("link", name="Dave mentioned you: Doe").click()
        page.wait_for_url(f"**{lead.get_absolute_url()}")


def test_axe_finds_nothing_in_the_inbox_and_its_settings(world, lead, sign_in):
    with sign_in(world.alice) as page:
        for url in ("/notices/", "/notices/?show=unread&kind=team", "/notices/settings/"):
            page.goto(url)
            page.wait_for_load_state("networkidle")
            assert list(violations(page)) == []
