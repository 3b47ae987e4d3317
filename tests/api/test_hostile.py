"""Whatever is sent, the API answers in JSON, and never with a 500."""

import json

import pytest
from django.test import Client

from hotcrm.sales.models import Account, Opportunity
from leads.models import Lead
from tests.factories import make_lead
from tests.hostile.nasty import RAW, TEXTS

from .programs import program

pytestmark = pytest.mark.django_db

VALUES = [
    *TEXTS.values(), 2**63, -(2**63), 10**400, 1e308, -1, 0, True, None, [], {}, [[]], {"a": {"b": 1}}, [None],
    "\ud800",
]  # fmt: skip
FEW = [TEXTS["nul"], TEXTS["huge number"], TEXTS["wide"], 10**400, -1, None, [[]], {"a": 1}]
ONE_OF_EACH_KIND = (
    "last_name", "email", "tags", "annual_revenue", "employees", "rating", "do_not_call", "industry", "account",
    "campaign", "next_follow_up_on", "consent_at", "owner", "pool", "status",
)  # fmt: skip
BODIES = {
    "nothing": b"",
    "no JSON": b"{not json",
    "no UTF-8": b'{"company": "\xff\xfe"}',
    "half a letter": b'{"company": "\\ud800"}',
    "a name of half a letter": b'{"\\ud800": 1}',
    "not a number": b'{"annual_revenue": NaN}',
    "infinite": b'{"annual_revenue": Infinity}',
    "a thousand digits": b'{"employees": ' + b"9" * 5_000 + b"}",
    "a bottomless nest": b"[" * 100_000,
    "a nest of objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "text": b'"text"',
    "a number": b"7",
    "a list": b"[1]",
    "null": b"null",
    "NUL": b'{"company": "a\\u0000b"}',
    "twice the same": b'{"company": "a", "company": "b"}',
}


@pytest.fixture(autouse=True)
def no_rate(settings):
    settings.API_RATE = 100_000


@pytest.fixture
def things(cast):
    account = Account.add({"name": "Acme"}, by=cast.alice)
    deal = Opportunity.add({"name": "Deal", "account": account}, by=cast.alice)
    return {"leads": make_lead(owner=cast.alice).pk, "accounts": account.pk, "opportunities": deal.pk}


def urls(things):
    lead = things["leads"]
    yield from (("post", f"/api/v1/{name}/") for name in ("leads", "accounts", "contacts", "opportunities"))
    yield from (("post", f"/api/v1/{name}/") for name in ("activities", "tasks"))
    yield from (("patch", f"/api/v1/{name}/{pk}/") for name, pk in things.items())
    yield from (("post", f"/api/v1/leads/{lead}/{word}/") for word in ("claim", "assign", "return", "log", "task"))
    yield from (("post", f"/api/v1/leads/{lead}/{word}/") for word in ("disqualify", "convert", "comment"))
    yield from (("post", f"/api/v1/leads/{word}/") for word in ("claim", "assign", "transfer", "disqualify"))


def test_no_body_gives_a_500(cast, things):
    client, found = program(cast.alice), {}
    client.raise_request_exception = False
    for method, url in urls(things):
        for name, body in BODIES.items():
            answer = client.generic(method.upper(), url, body, content_type="application/json")
            found[url, name] = answer.status_code
            assert answer["Content-Type"] == "application/json"
            json.loads(answer.content)
    assert {key: status for key, status in found.items() if status >= 500} == {}
    broken = ("no JSON", "no UTF-8", "half a letter", "not a number", "a thousand digits", "a bottomless nest", "text")
    creates = {name: found["/api/v1/leads/", name] for name in broken}
    assert creates == dict.fromkeys(broken, 400)


def test_no_value_of_a_field_gives_a_500(cast, things):
    client = program(cast.alice)
    client.raise_request_exception = False
    fields = ["version", "ids", "about", "to", "reason", "kind", "at", "account", "title", "opportunity_amount"]
    fields += [*client.get(f"/api/v1/leads/{things['leads']}/").json()]
    found = {}
    for method, url in urls(things):
        for value in FEW:
            body = json.dumps(dict.fromkeys(fields, value) | {"ids": [1]})
            answer = client.generic(method.upper(), url, body, content_type="application/json")
            found[url, str(value)[:20]] = answer.status_code
    assert {key: status for key, status in found.items() if status >= 500} == {}


def test_one_field_at_a_time(cast):
    client, found = program(cast.alice), {}
    client.raise_request_exception = False
    for name in ONE_OF_EACH_KIND:
        for value in VALUES:
            body = json.dumps({"last_name": "Li", "company": "Acme", name: value})
            answer = client.generic("POST", "/api/v1/leads/", body, content_type="application/json")
            found[name, str(value)[:20]] = answer.status_code
            assert answer.status_code == 201 or name in answer.json() or "detail" in answer.json(), (name, value)
    assert {key: status for key, status in found.items() if status not in (201, 400)} == {}


def test_no_parameter_gives_a_500(cast, things):
    client, found = program(cast.alice), {}
    client.raise_request_exception = False
    names = ("view", "sort", "cursor", "page_size", "edited", "q", "status", "owner", "source", "pool", "rating")
    names += ("score_from", "created", "follow_up", "about", "done", "active", "stage", "amount_from", "lang")
    for path, known in (("leads/", names), ("opportunities/", names), ("activities/", ("about",)), ("me/", names),
                        ("tasks/", ("about", "done", "cursor")), ("pools/", ("cursor", "page_size")),
                        ("users/", ("q", "cursor")), ("campaigns/", ("q", "cursor")), ("schema/", names)):  # fmt: skip
        for kind, raw in RAW.items():
            every = "&".join(f"{name}={raw}" for name in known)
            for query in (every, f"{known[-1]}={raw}", f"q={raw}", f"cursor={raw}"):
                answer = client.get(f"/api/v1/{path}", QUERY_STRING=query)
                found[path, query[:30], kind] = answer.status_code
    assert set(found.values()) <= {200, 400, 404}


@pytest.mark.parametrize(
    "path",
    ["nothing/", "leads/x/", "leads/1/nothing/", "leads/0/", f"leads/{10**30}/", "pools/%E4%B8%89/", "%ff/", "%00/"],
)
def test_what_is_not_there_is_said_in_json(cast, path):
    answer = program(cast.alice).get(f"/api/v1/{path}")
    assert answer.status_code in (400, 404)
    assert set(answer.json()) == {"detail", "code"}


def test_other_kinds_of_body_and_answer_are_turned_away(cast):
    client = program(cast.alice)
    for kind in (
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "x/y; charset=z",
    ):
        answer = client.generic("POST", "/api/v1/leads/", b"company=x", content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    answer = client.get("/api/v1/leads/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    odd = client.generic(
        "POST", "/api/v1/leads/", b'{"company": "x"}', content_type="application/json; charset=utf-99"
    )
    assert odd.status_code == 201


def test_a_body_beyond_the_limit_is_not_read(cast, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = program(cast.alice).post("/api/v1/leads/", {"company": "x" * 2_000}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert Lead.objects.count() == 0


def test_other_methods_are_not_allowed(cast):
    client = program(cast.alice)
    lead = make_lead(owner=cast.alice)
    for method, path in (
        ("DELETE", f"leads/{lead.pk}/"),
        ("PUT", f"leads/{lead.pk}/"),
        ("OPTIONS", "leads/"),
        ("TRACE", "leads/"),
    ):
        answer = client.generic(method, f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert Lead.objects.filter(pk=lead.pk).exists()


def test_a_session_needs_the_token_of_the_page(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    lead = make_lead()
    assert browser.get("/api/v1/leads/").status_code == 200
    answer = browser.post(f"/api/v1/leads/{lead.pk}/claim/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert Lead.objects.get(pk=lead.pk).owner is None
