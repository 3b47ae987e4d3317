"""A second factor from its picture to the next sign-in, and what a session leaves behind, with a real browser."""

import re
from base64 import b32decode

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from hotcrm.people.models import SignedIn, User
from hotcrm.people.sessions import BEGAN, SEEN
from tests.browser.test_axe import violations
from tests.factories import make_lead
from tests.people.codes import LONG_AGO, code_of, make_device


def give_password(page, name, password="demo"):
    page.goto("/login/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def shown_device(page) -> TOTPDevice:
    page.get_by_text("I cannot scan it").click()
    return TOTPDevice(key=b32decode(page.locator("code.secret").inner_text().replace(" ", "")).hex())


def set_up(page) -> list[str]:
    """Reads the picture's secret, types a code; the recovery codes."""
    expect(page.locator(".qr-frame svg")).to_be_visible()
    page.get_by_role("textbox", name="Code").fill(code_of(shown_device(page)))
    page.get_by_role("button", name="Turn on").click()
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return codes


def half_a_minute_later():
    TOTPDevice.objects.update(last_t=TOTPDevice.objects.get().last_t - LONG_AGO)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_sets_up_a_second_factor_and_signs_in_with_it(world, sign_in, javascript):
    with sign_in(javascript=javascript) as page:
        give_password(page, "alice")
        page.goto("/profile/")
        page.locator("#second-factor").get_by_role("link", name="Set up").click()
        codes = set_up(page)
        expect(page.locator("#second-factor")).to_contain_text("10 recovery codes left")
        page.context.clear_cookies()
        half_a_minute_later()
        give_password(page, "alice")
        expect(page).to_have_url(re.compile(r"/login/code/$"))
        page.get_by_role("textbox", name="Code").fill(code_of(TOTPDevice.objects.get()))
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url(re.compile(r"/leads/$"))
        page.context.clear_cookies()
        give_password(page, "alice")
        page.get_by_role("textbox", name="Code").fill(codes[0])
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text("Codes left: 9.")).to_be_visible()


def test_who_must_sets_it_up_on_the_way_in(world, sign_in):
    User.objects.filter(username="bob").update(needs_second_factor=True, must_change_password=True)
    with sign_in() as page:
        give_password(page, "bob")
        found = violations(page)
        page.goto("/leads/")
        expect(page).to_have_url(re.compile("/login/"))
        give_password(page, "bob")
        set_up(page)
        expect(page).to_have_url(re.compile("/login/password/"))
        found = [*found, *violations(page)]
        page.locator("#id_new_password1").fill("long-enough-9")
        page.locator("#id_new_password2").fill("long-enough-9")
        page.get_by_role("button", name="Save and go on").click()
        expect(page).to_have_url(re.compile("/leads/"))
    assert list(found) == []


def test_what_was_typed_comes_back_after_signing_in_again(world, sign_in):
    lead = make_lead(owner=world.alice, company="Acme")
    with sign_in() as page:
        give_password(page, "alice")
        page.goto(f"{lead.get_absolute_url()}")
        page.wait_for_load_state("networkidle")  # a part that is asked for later would lead to sign-in by itself
        end_sessions_of(world.alice)
        page.locator("#composer").get_by_label("What happened").fill("They want an offer")
        page.locator("#composer").get_by_role("button", name="Log", exact=True).click()
        expect(page.get_by_text("What you had typed is kept")).to_be_visible()
        page.get_by_label("User name").fill("alice")
        page.get_by_label("Password").fill("demo")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text("They want an offer")).to_be_visible()
        found = list(violations(page))
        page.get_by_role("button", name="Send it now").click()
        expect(page.locator("#timeline")).to_contain_text("They want an offer")
    assert found == []


def end_sessions_of(person):
    """As if they had begun long ago."""
    for row in SignedIn.objects.filter(user=person):
        session = SessionStore(row.session_key)
        session[SEEN] = session[BEGAN] = 0
        session.save()


def test_axe_finds_nothing_on_the_steps_of_signing_in(world, sign_in):
    make_device(world.alice)
    found = []
    with sign_in() as page:
        give_password(page, "alice")
        found += violations(page)
        page.get_by_role("textbox", name="Code").fill("000000")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_text("This code is wrong")).to_be_visible()
        found += violations(page)
    with sign_in(world.alice) as page:
        for url in (reverse("second_factor_off"), f"{reverse('confirm')}?next=/leads/", reverse("profile")):
            page.goto(url)
            found += violations(page)
        page.goto(reverse("profile"))
        page.get_by_role("button", name="New recovery codes").click()
        page.get_by_role("button", name="Make new codes").click()
        expect(page.locator(".codes li")).to_have_count(10)
        found += violations(page)
    assert found == []
