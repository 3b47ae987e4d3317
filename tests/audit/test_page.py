"""The page of the audit: for CRM administrators and auditors, in words, page by page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotcrm.audit.forms import AuditFilter
from hotcrm.audit.kinds import Kind
from hotcrm.audit.models import AuditEntry
from hotcrm.audit.notes import entry, note
from hotcrm.audit.readers import entries
from tests.factories import make_lead

URL = reverse("audit_list")


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, first_name="Ann", last_name="Doe")


@pytest.mark.parametrize(
    ("name", "status"),
    [("admin", 200), ("auditor", 200), ("alice", 404), ("dave", 404), ("mia", 404), ("pat", 404), ("carol", 404)],
)
def test_who_reads_it(as_, name, status):
    client = as_(name)
    assert (client.get(URL).status_code, client.get(reverse("audit_export")).status_code) == (status, status)
    assert (URL in client.get("/profile/").text) == (status == 200)


def test_an_entry_is_told_in_words(as_, cast, lead):
    auditor = as_("auditor")
    note(Kind.TEAM_CHANGED, by=cast.alice, target=lead, person=cast.bob.pk, access=["", "read"])
    [line] = auditor.get(URL).context["lines"]
    assert (line.target, line.url, line.key) == ("Lead: Ann Doe", lead.get_absolute_url(), f"lead:{lead.pk}")
    assert line.details == [("access", "– → read"), ("person", "Bob")]


def test_what_the_reader_does_not_see_has_no_name(as_, cast):
    gone = make_lead(last_name="Unseen")
    gone.discard(by=None)
    auditor = as_("auditor")
    note(Kind.SAW, by=cast.admin, target=gone)
    [line] = auditor.get(URL).context["lines"]
    assert (line.target, line.url) == (f"Lead {gone.pk}", "")


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({"what": "all-rights"}, ["team_changed"]),
        ({"what": "exported"}, ["exported"]),
        ({"person": "dave"}, ["saw"]),
        ({"record": "lead:KEY"}, ["team_changed", "saw"]),
        ({"record": "L-00000KEY"}, ["team_changed", "saw"]),
        ({"record": "account:KEY"}, []),
        ({"end": "2020-01-01"}, ["signed_out"]),
        ({"begin": "2020-01-01", "end": "2020-01-01"}, []),
        ({"record": "what:is this", "begin": "x"}, ["team_changed", "exported", "saw", "signed_out"]),
    ],
)
def test_it_is_narrowed(as_, cast, lead, query, kinds):
    auditor = as_("auditor")
    AuditEntry.objects.create(
        kind=Kind.SIGNED_OUT, area=Kind.SIGNED_OUT.area, by=cast.bob, at=timezone.now() - timedelta(days=9_000)
    )
    note(Kind.SAW, by=cast.dave, target=lead)
    note(Kind.EXPORTED, by=cast.alice, target=type(lead))
    note(Kind.TEAM_CHANGED, by=cast.alice, target=lead)
    typed = {name: value.replace("KEY", str(lead.pk)) for name, value in query.items()}
    if "person" in typed:
        typed["person"] = cast.dave.pk
    assert [line.entry.kind for line in auditor.get(URL, typed).context["lines"]] == kinds


def test_pages_hold_every_entry_once_and_cost_the_same(as_, cast, lead):
    auditor, counts, seen = as_("auditor"), {}, []
    for number in (1, 120):
        rows = [entry(Kind.SAW, by=cast.alice, target=lead) for _n in range(number)]
        for row in rows:
            row.at = rows[0].at  # all at the same instant
        AuditEntry.objects.bulk_create(rows)
        auditor.get(URL)
        with CaptureQueriesContext(connection) as asked:
            auditor.get(URL)
        counts[number] = len(asked)
    url = URL
    while url:
        context = auditor.get(url).context
        seen += [line.entry.pk for line in context["lines"]]
        url = context["next_url"] and URL + context["next_url"]
    assert (len(seen), len(set(seen)), seen) == (121, 121, sorted(seen, reverse=True))
    assert (counts[1], counts[1] <= 16) == (counts[120], True)


@pytest.mark.parametrize(
    "before", ["x", "0~y~1~1", "1~2026-01-01~5~1", "0~2026-01-01T00:00:00+00:00~" + "9" * 30 + "~1"]
)
def test_a_broken_place_is_the_first_page(as_, cast, before):
    auditor = as_("auditor")
    note(Kind.SAW, by=cast.alice)
    assert len(auditor.get(URL, {"before": before}).context["lines"]) == 1


def test_a_record_leads_to_who_saw_it_for_those_who_may_read_that(as_, cast, lead):
    way = f"{URL}?record=lead:{lead.pk}"
    found = {name: way in as_(name).get(lead.get_absolute_url()).text for name in ("admin", "auditor", "alice", "mia")}
    assert found == {"admin": True, "auditor": True, "alice": False, "mia": False}


def test_the_administration_lists_it_and_changes_nothing(as_, cast, lead):
    admin = as_("admin")
    note(Kind.SAW, by=cast.alice, target=lead)
    one = AuditEntry.objects.get()
    listed = admin.get(reverse("admin:audit_auditentry_changelist"), {"q": str(lead.pk), "area": "seen"})
    assert [row.pk for row in listed.context["cl"].result_list] == [one.pk]
    change = reverse("admin:audit_auditentry_change", args=[one.pk])
    assert (admin.get(change).status_code, admin.post(change, {"kind": "exported"}).status_code) == (200, 403)
    assert admin.post(reverse("admin:audit_auditentry_delete", args=[one.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"person": "me"},
        {"what": "all-rights"},
        {"what": "exported"},
        {"record": "lead:5"},
        {"begin": "2026-01-01"},
    ],
)
def test_each_way_to_choose_walks_an_index_in_order(cast, query):
    """Where tables are tiny PostgreSQL would rather read and sort them: it is asked not to."""
    query |= {"person": str(cast.alice.pk)} if "person" in query else {}
    rows = entries(AuditFilter(query).chosen)[:51]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.explain()
    assert ("audit_by_" in plan, "TEMP B-TREE" in plan or "Sort Key" in plan) == (True, False), plan
