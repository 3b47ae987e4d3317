"""What a browser is told and what it then does: nothing from elsewhere, nothing inline, no complaint."""

import pytest

from .pages import all_pages, by_person

SHARES = 3  # of the pages, so that several processes look at them at once
STRICT = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy_of(answer) -> dict:
    header = answer.headers.get("content-security-policy", "")
    return dict(part.strip().split(" ", 1) for part in header.split(";") if part.strip())


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_under_the_strict_policy_and_the_console_stays_empty(world, things, sign_in, share):
    """That nothing leaves the host and no console complains is seen to by `sign_in` itself."""
    seen, lax = {}, {}

    def note(answer):
        if answer.headers.get("content-type", "").startswith("text/html") and policy_of(answer) != STRICT:
            lax[answer.url] = answer.headers.get("content-security-policy")

    for person, pages in by_person(all_pages(things)[share::SHARES]):
        with sign_in(getattr(world, person, None)) as page:
            page.on("response", note)
            for each in pages:
                seen[each] = page.goto(each.url, wait_until="networkidle").status
    assert {str(each): status for each, status in seen.items() if status != each.status} == {}
    assert lax == {}


def test_pages_are_not_framed_sniffed_or_named_to_others(client, db):
    answer = client.get("/login/")
    wanted = {"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
    assert {name: answer.headers.get(name) for name in wanted} == wanted
