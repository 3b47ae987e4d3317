"""Nobody is led away from the house, and nobody stays in it who was let go."""

import pytest

from leads.models import Lead

ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "javascript:alert(1)",
    "http:evil.example", "///evil.example", "https:/evil.example", "/\t/evil.example", "http://testserver@evil.example/",
    "data:text/html,x", " //evil.example",
)  # fmt: skip


@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_next_leads_elsewhere(house, to):
    lead = house.things["lead"]["alices"]
    client, found = house.client("alice"), {}
    for url, typed in {
        f"/leads/{lead}/log/": {"kind": "note", "body": "x"},
        f"/leads/{lead}/edit/?section=additional": {"notes": f"x{to}"},
        "/leads/bulk/claim/": {},
        "/profile/theme/": {"theme": "dark"},
        "/language/": {"language": "en"},
        f"/tasks/{house.things['task']['alices']}/done/": {},
    }.items():
        plain = client.post(url, typed | {"next": to})
        dialog = client.post(url, typed | {"next": to}, headers={"HX-Request": "true", "HX-Dialog": "true"})
        found[url] = [plain.get("Location", ""), dialog.get("HX-Redirect", ""), dialog.get("Location", "")]
    assert {url: places for url, places in found.items() if any("evil" in p or ":" in p for p in places)} == {}


@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_link_of_a_page_leads_elsewhere(house, to):
    lead = house.things["lead"]["alices"]
    for url in (f"/leads/{lead}/", f"/leads/{lead}/log/", f"/leads/{lead}/edit/", "/leads/new/"):
        page = house.client("alice").get(url, {"from": to, "next": to}).text
        assert f'href="{to.strip()}"' not in page
        assert "evil.example" not in "".join(part.split('"')[0] for part in page.split('href="')[1:])


def test_signing_in_leads_nowhere_else(house, client):
    for to in ELSEWHERE:
        client.logout()
        answer = client.post("/login/", {"username": "alice", "password": "demo", "next": to})
        assert (answer.status_code, "evil" in answer["Location"]) == (302, False)


def test_the_session_of_somebody_let_go_ends_at_once(house):
    client, alice = house.client("alice"), house.cast.alice
    assert client.get("/leads/").status_code == 200
    alice.is_active = False
    alice.save()
    waiting = house.things["lead"]["waiting"]
    assert [client.get("/leads/").status_code, client.post(f"/leads/{waiting}/claim/").status_code] == [302, 302]
    assert Lead.objects.get(pk=waiting).owner is None


def test_a_new_password_ends_the_other_sessions(house):
    client, alice = house.client("alice"), house.cast.alice
    assert client.get("/leads/").status_code == 200
    alice.set_password("another one altogether")
    alice.save()
    assert client.get("/leads/").status_code == 302
