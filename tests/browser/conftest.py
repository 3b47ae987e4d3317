"""A real browser before a real server, one signed-in page a test; nothing may leave the host or break the policy."""

import os
import shutil
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import sync_playwright

from hotcrm.people.sessions import CONFIRMED
from tests.conftest import make_cast
from tests.matrix.world import make_world

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in the thread of the tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def world(transactional_db):
    """The cast, in tables that a server in another thread can read."""
    return make_cast()


@pytest.fixture
def things(world, settings, tmp_path):
    """One of everything in every state, as the permission matrix knows them."""
    settings.MEDIA_ROOT = tmp_path
    return make_world(world)


@pytest.fixture
def sign_in(browser, live_server, settings):
    """`with sign_in(user, size=PHONE) as page:` a page of this person's, watched for foreign requests and errors."""

    @contextmanager
    def open_page(user=None, *, size=DESK, dark=False, javascript=True):
        context = browser.new_context(
            viewport=size,
            base_url=live_server.url,
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        if user is not None:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}]
            )
        page, troubles = context.new_page(), []
        page.on("request", lambda request: _note_foreign(request.url, live_server.url, troubles))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("response", lambda answer: troubles.append(answer.url) if answer.status >= 500 else None)
        try:
            yield page
            assert [trouble for trouble in troubles if "status of 4" not in trouble] == []
        finally:
            context.close()

    return open_page


def session_of(user) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session[CONFIRMED] = int(time.time())
    session.save()
    return session.session_key


def _note_foreign(url, host, troubles):
    if urlsplit(url).netloc != urlsplit(host).netloc and not url.startswith(("data:", "blob:", "about:")):
        troubles.append(f"left the host: {url}")
