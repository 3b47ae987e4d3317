"""Whatever is sent, it is answered in words: no address, parameter or field gives a 500."""

import pytest
from django.db import connection
from django.urls import get_resolver, reverse

from tests.matrix.rows import ROWS, VALUES
from tests.matrix.test_matrix import addresses
from tests.matrix.world import CAMPAIGN, MARKETING_LIST

from .nasty import FOR_DATABASES, NAMES, PARAMETERS, POSTED, RAW, TEXTS

FINE = {200, 302, 400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 428, 429}


LIST = ("sort", "after", "before", "size", "cols", "q", "status", "kind", "view", "owner", "type", "tabs")
MEMBERS = (*LIST, "responded", "reached", "held_out", "group", "added", "from")
OF_MARKETING = {
    "/campaigns/": (*LIST, "runs_from", "runs_until"),
    "/campaigns/counts/": LIST,
    "/campaigns/export/": (*LIST, "format"),
    "/campaigns/new/": ("parent", "next", "from"),
    "/campaigns/board/": LIST,
    "/campaigns/calendar/": ("month", *LIST),
    "/campaigns/attribution/": ("begin", "end", "by", "model"),
    "/campaigns/attribution/export/": ("begin", "end", "by", "model", "format"),
    "/campaigns/attribution/behind/": ("begin", "end", "by", "model", "key", "after"),
    "/campaigns/follow-up/": ("after", "before"),
    f"/campaigns/{CAMPAIGN}/": ("from", "next", "tab"),
    f"/campaigns/{CAMPAIGN}/members/": MEMBERS,
    f"/campaigns/{CAMPAIGN}/members/counts/": MEMBERS,
    f"/campaigns/{CAMPAIGN}/members/export/": (*MEMBERS, "format"),
    f"/campaigns/{CAMPAIGN}/members/panel/": MEMBERS,
    f"/campaigns/{CAMPAIGN}/members/add/": ("q", "kind", "view", "query"),
    f"/campaigns/{CAMPAIGN}/members/add/view/": (*MEMBERS, "query"),
    f"/campaigns/{CAMPAIGN}/members/add/list/": ("list",),
    f"/campaigns/{CAMPAIGN}/members/add/list/{MARKETING_LIST}/": ("token", "next"),
    f"/campaigns/{CAMPAIGN}/experiment/": ("version", "next"),
    "/campaigns/lists/": LIST,
    "/campaigns/lists/new/": ("view", "kind", "next"),
    f"/campaigns/lists/{MARKETING_LIST}/": ("before",),
    f"/campaigns/lists/{MARKETING_LIST}/enrol/": ("campaign",),
}


def tried_here() -> dict[str, str]:
    """All of them in the first lane."""
    only = FOR_DATABASES if connection.vendor == "postgresql" else TEXTS
    return {kind: TEXTS[kind][:100_000] for kind in only}


def broken(found) -> dict:
    return {key: status for key, status in found.items() if status not in FINE}


def test_no_parameter_of_a_page_gives_a_500(house):
    client = house.client("alice")
    lead, run = house.things["lead"]["alices"], house.things["run"]["bobs"]
    pages = PARAMETERS | {
        f"/leads/{lead}/": ("from", "next", "tab"),
        f"/leads/{lead}/timeline/": ("before", "after", "kind", "from"),
        f"/leads/{lead}/log/": ("next",),
        f"/leads/{lead}/edit/": ("next", "version"),
        f"/leads/{lead}/qualification/": ("next", "section"),
        f"/leads/{lead}/qualification/estimated_closing_on/": ("terms", "estimated_closing_on", "initial-terms"),
        f"/leads/{lead}/qualification/decision_maker/": ("contact_level",),
    }
    found = {}
    for url, parameters in OF_MARKETING.items():
        for name, raw in RAW.items():
            query = "&".join(f"{parameter}={raw}" for parameter in parameters)
            found[url, name] = house.client("mia").get(url, QUERY_STRING=query).status_code
    for name, raw in RAW.items():
        for url, parameters in pages.items():
            query = "&".join(f"{parameter}={raw}" for parameter in parameters)
            found[url, name] = client.get(url, QUERY_STRING=query).status_code
        for url in ("/leads/?view=", f"/leads/{lead}/edit/?section=", "/leads/new/?pool=", "/?"):
            found[url, name] = client.get(url.split("?")[0], QUERY_STRING=url.split("?")[1] + raw).status_code
        found["run", name] = (
            house.client("bob").get(f"/runs/{run}/", QUERY_STRING=f"after={raw}&outcome={raw}").status_code
        )
    assert broken(found) == {}


def test_each_filter_of_the_list_stands_what_the_others_stand(house):
    client = house.client("carol")
    found = {
        (parameter, name): client.get("/leads/", QUERY_STRING=f"{parameter}={raw}").status_code
        for parameter in PARAMETERS["/leads/"]
        for name, raw in RAW.items()
        if name in ("beyond 64 bits", "other digits", "exponent", "cursor", "broken")
    }
    assert {key: status for key, status in found.items() if status != 200} == {}


def test_no_address_gives_a_500(house):
    client, found = house.client("admin"), {}
    odd = dict.fromkeys(("pk", "campaign", "member", "entry"), (0, 2**31, 2**63, 10**30))
    odd |= {"verb": ("x" * 5_000, "-", "__init__", "pk", "save", "delete", "objects")}
    odd["slug"] = odd["field"] = odd["kind"] = odd["verb"]
    for name, pattern in addresses(get_resolver()):
        if name.startswith("admin:") or name == "logout":
            continue
        for argument in pattern.pattern.converters:
            others = {"pk": house.things["lead"]["alices"], "verb": "claim", "slug": "public", "field": "account"}
            others |= {"kind": "lead", "campaign": CAMPAIGN, "member": house.things["member"]["mias"], "entry": 1}
            for value in odd[argument]:
                named = {key: others[key] for key in pattern.pattern.converters} | {argument: value}
                url = reverse(name, kwargs=named)
                found[url[:80], "get"] = client.get(url).status_code
                found[url[:80], "post"] = client.post(url).status_code
    for path in (
        "/leads/%00/",
        "/pools/%00/",
        "/pools/a%00b/",
        "/leads/suggest/%00/",
        "/%ff%fe/",
        "/leads/%E4%B8%89/",
    ):
        found[path, "get"] = client.get(path).status_code
    assert broken(found) == {}


@pytest.mark.parametrize("name", POSTED)
def test_no_field_of_a_form_gives_a_500(house, name):
    """All fields at once with the same nonsense; and, where a form is known, one at a time among good ones."""
    found = {}
    for row in ROWS[name]:
        person, key = actor(house, row)
        named = {row.named: key} if row.kind and row.named else {}
        url = reverse(name, kwargs=row.args | named) + row.query
        for kind, text in tried_here().items():
            found[url, "all", kind] = house.client(person).post(url, dict.fromkeys(NAMES, text)).status_code
            for field in VALUES.get(row.args.get("verb"), {}) if kind in ("nul", "huge number", "long") else ():
                data = row.data | {field: text}
                found[url, field, kind] = house.client(person).post(url, data).status_code
    assert broken(found) == {}


def actor(house, row):
    """Somebody to whom a form is open, and on what."""
    states = list(house.things[row.kind]) if row.kind else [""]
    for person in ("alice", "carol", "bob", "admin"):
        for state in states:
            if row.expected("post", person, state) in (200, 302, 422):
                return person, house.things[row.kind][state] if row.kind else None
    return "alice", house.things[row.kind][states[0]] if row.kind else None


def test_a_megabyte_is_told_at_its_field(house):
    lead = house.things["lead"]["alices"]
    answer = house.client("alice").post(f"/leads/{lead}/log/", {"kind": "call", "body": "x" * 1_000_000})
    assert answer.status_code == 422


def test_bodies_that_are_no_forms_are_answered(house):
    url, client = f"/leads/{house.things['lead']['alices']}/log/", house.client("alice")
    found = {
        kind: client.generic("POST", url, body, content_type=kind).status_code
        for kind, body in {
            "application/json": b"{not json",
            "multipart/form-data": b"no boundary",
            "multipart/form-data; boundary=x": b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nabc',
            "application/x-www-form-urlencoded": b"body=%ff%fe&kind=\xff\xfe",
            "application/x-www-form-urlencoded; charset=utf-99": b"body=a&kind=call",
        }.items()
    }
    assert broken(found) == {}


def test_too_many_fields_are_said_to_be(house, settings):
    fields = {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answer = house.client("alice").post("/leads/bulk/claim/", fields)
    assert answer.status_code == 400


def test_a_cookie_of_nonsense_is_nobody(house):
    client = house.client("alice")
    for value in ("\x01", "x" * 4_000, "'; DROP TABLE django_session; --"):
        client.cookies[house.cookie] = value
        client.cookies["language"] = value
        assert client.get("/leads/").status_code == 302
