"""In a vocabulary that is not ours: pages, dialogs, bulk runs, history and exports speak its words, programs codes."""

import csv

import pytest
from django.urls import reverse

from leads.models import DisqualificationReason, Status
from tests.factories import make_lead

from .test_vocabulary import BACKEND, set_vocabulary, silence, text_of  # noqa: F401

PAGES = {
    "sharecrm": {
        "list": ["Pending", "In Progress · Working", "In Progress · Nurturing", "Invalid", ">Process<", ">Return<"],
        "working": ["In Progress · Working", ">Convert Lead<", ">Mark invalid<", ">Return<"],
        "pending": [">Pending</span>", ">Process<"],
        "filter": [
            ">Unassigned</option>",
            ">Pending</option>",
            ">In Progress · Qualified</option>",
            ">Invalid</option>",
        ],
        "not": [">Working<", ">Disqualify<", ">Start working<"],
    },
    "simpleone": {
        "list": ["Assigned · New", "Assigned · Working", "Disqualified"],
        "working": ["Assigned · Working", ">Qualify · Convert<", ">Mark as qualified<"],
        "pending": [">Assigned · New</span>"],
        "filter": [
            ">Assigned · Qualified</option>",
            ">Disqualified / Dropped</option>",
            ">Qualified · Converted</option>",
        ],
        "not": [">Working<", ">Qualify<", ">Convert<"],
    },
    "classic": {
        "list": [">Working<", "Dead"],
        "working": [">Working<", ">Working · Qualified<"],
        "pending": [">New</span>"],
        "filter": [">Working · Qualified</option>", ">Dead</option>"],
        "not": [">Unqualified<", 'option value="pending"'],
    },
}


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice, backend=BACKEND)
    return client


@pytest.fixture
def mine(cast):
    """One of alice's leads in each state one works in, and one that was given up."""
    leads = {
        status: make_lead(owner=cast.alice, status=status) for status in ("new", "working", "nurturing", "qualified")
    }
    leads["unqualified"] = make_lead(owner=cast.alice, status=Status.WORKING)
    leads["unqualified"].disqualify(by=cast.alice, reason=DisqualificationReason.objects.get(code="no_budget"))
    return leads


@pytest.mark.parametrize("vocabulary", PAGES)
def test_pages_speak_the_words_of_the_house(alice, mine, vocabulary):
    set_vocabulary(vocabulary)
    texts = {
        "list": text_of(alice.get("/leads/")),
        "working": text_of(alice.get(mine["working"].get_absolute_url())),
        "pending": text_of(alice.get(mine["new"].get_absolute_url())),
    }
    texts["filter"] = texts["list"]
    missing = {
        page: [word for word in words if word not in texts[page]]
        for page, words in PAGES[vocabulary].items()
        if page != "not"
    }
    assert missing == {page: [] for page in missing}
    assert [word for word in PAGES[vocabulary]["not"] if word in texts["list"] + texts["working"]] == []


def test_pages_speak_them_in_chinese(cast, alice, mine):
    type(cast.alice).objects.filter(pk=cast.alice.pk).update(language="zh-hans")
    set_vocabulary("sharecrm")
    text = text_of(alice.get("/leads/")) + text_of(alice.get(mine["working"].get_absolute_url()))
    assert [
        word for word in ("待处理", "跟进中 · 培育中", "无效", "标记为无效", "转换线索", "退回") if word not in text
    ] == []


def test_dialogs_bulk_pages_history_and_messages_speak_them(cast, alice, mine):
    set_vocabulary("sharecrm")
    lead = mine["nurturing"]
    dialog = text_of(alice.get(reverse("lead_verb", args=[lead.pk, "disqualify"])))
    bulk = text_of(alice.post(reverse("lead_bulk", args=["disqualify"]), {"ids": [lead.pk]}))
    assert ("Mark invalid" in dialog, "Mark invalid" in bulk, "Disqualify" in dialog + bulk) == (True, True, False)
    done = alice.post(reverse("lead_verb", args=[lead.pk, "disqualify"]), {"reason": "no_budget"}, follow=True)
    assert f"{lead}: Marked invalid." in text_of(done)
    page = text_of(alice.get(lead.get_absolute_url()))
    assert [
        word for word in ("Marked invalid", "In Progress · Nurturing", "Invalid: No budget.") if word not in page
    ] == []


def test_a_refusal_names_statuses_in_the_words_of_the_house(cast, alice, mine):
    set_vocabulary("sharecrm")
    url = reverse("lead_verb", args=[mine["qualified"].pk, "qualify"])
    answer = text_of(alice.post(url))
    assert "This lead is now: In Progress · Qualified. It would have to be: " in answer
    set_vocabulary("hotcrm")
    assert "Only a working or nurturing lead can be qualified; this one is: Qualified." in text_of(alice.post(url))


@pytest.mark.parametrize(
    ("status", "found"), [("pending", ["new"]), ("unassigned", []), ("new", ["new"]), ("working", ["working"])]
)
@pytest.mark.parametrize("vocabulary", ["hotcrm", "sharecrm"])
def test_parts_of_new_are_filtered_by_in_every_vocabulary(alice, mine, vocabulary, status, found):
    set_vocabulary(vocabulary)
    rows = alice.get("/leads/", {"status": status}).context["table"].drawn_rows
    assert [row["pk"] for row in rows] == [mine[name].pk for name in found]


def test_an_export_says_the_words_and_its_import_reads_them_back(cast, alice, mine):
    set_vocabulary("simpleone")
    answer = alice.get(reverse("lead_export"), {"format": "csv"})
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert sorted(row["Status"] for row in rows) == [
        "Assigned · New",
        "Assigned · Nurturing",
        "Assigned · Qualified",
        "Assigned · Working",
        "Disqualified",
    ]


# Programs ---------------------------------------------------------------------------------------


def test_programs_read_codes_and_our_own_words(cast, alice, mine):
    set_vocabulary("sharecrm")
    lead = mine["qualified"]
    assert alice.get(f"/api/v1/leads/{lead.pk}/").json()["status"] == "qualified"
    refusal = alice.post(f"/api/v1/leads/{lead.pk}/qualify/", content_type="application/json")
    assert refusal.json()["detail"] == "Only a working or nurturing lead can be qualified; this one is: Qualified."


def test_the_choice_stands_on_the_policy_page_with_its_effect(cast, client):
    client.force_login(cast.admin, backend=BACKEND)
    set_vocabulary("classic")
    page = text_of(client.get(reverse("admin:records_policy_change", args=[1])))
    assert "ShareCRM: Unassigned, Pending, In Progress, Invalid, Converted" in page
    assert "The words in which everybody reads the statuses of leads" in page
