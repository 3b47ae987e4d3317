"""The qualification tab of a lead over JSON."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotcrm.api.docs import document
from hotcrm.records.models import Event
from hotcrm.sales.models import PartnershipAgreement
from leads.forms.qualification import FIELDS
from leads.models import Lead, LeadQualification, Terms
from tests.factories import make_lead

pytestmark = pytest.mark.django_db
WHOLE = {
    "goal": "Fewer lost leads", "implementation_options": "A spreadsheet", "selection_criteria": "Price",
    "compliance": "We are cheap", "competitors": "Globex", "inbound_channel": "crm for small teams",
    "budget_is_set": True, "estimated_amount": "9000.00", "budget": "10000.50", "procurement": "open_tender",
    "contact_level": "influences", "decision_maker": "Eve Boss", "decision_level": "board", "influence": "High",
    "terms": "up_to_1_month", "estimated_closing_on": "2027-05-01", "terms_comment": "Before the fair",
    "budget_score": 3, "budget_reason": "Signed off", "authority_score": 1, "authority_reason": "Hidden",
    "need_score": 2, "need_reason": "Said so", "timeline_score": 0, "timeline_reason": "Not asked",
}  # fmt: skip


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, first_name="Ann")


def url(lead):
    return f"leads/{lead.pk}/qualification/"


def row(lead):
    return LeadQualification.objects.get(pk=lead.pk)


def test_a_lead_of_which_nothing_is_known_shows_every_field_empty(call, lead):
    answer = call("alice").get(url(lead))
    shown = answer.json()
    assert set(shown) == {"lead", *FIELDS, "budget", "total", "version"}
    assert (answer.status_code, answer["ETag"], shown["lead"], shown["version"]) == (200, '"1"', lead.pk, 1)
    assert {name for name, value in shown.items() if value} == {"lead", "version"}


def test_every_field_of_the_tab_can_be_written_and_read_back(cast, call, lead):
    alice = call("alice")
    answer = alice.patch(url(lead), WHOLE, If_Match='"1"')
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert answer.json() == WHOLE | {"lead": lead.pk, "total": 6, "version": 2}
    assert alice.get(url(lead)).json() == answer.json()
    assert alice.get(f"leads/{lead.pk}/").json()["budget"] == "10000.50"
    assert Event.objects.filter(object_id=lead.pk, verb="edit", by=cast.alice).count() == 1


def test_what_was_read_may_be_sent_back_and_changes_nothing(call, lead):
    alice = call("alice")
    shown = alice.patch(url(lead), WHOLE).json()
    before = Event.objects.count()
    assert alice.patch(url(lead), shown).json() == shown
    assert Event.objects.count() == before


def test_what_is_not_sent_is_left_alone(call, lead):
    call("alice").patch(url(lead), WHOLE)
    shown = call("alice").patch(url(lead), {"goal": "", "procurement": None, "budget": None, "version": 2}).json()
    gone = {"goal": "", "procurement": None, "budget": None}
    assert shown == WHOLE | gone | {"lead": lead.pk, "total": 6, "version": 3}


def test_labels_are_understood_as_well(call, lead):
    label = Terms.objects.get(pk="up_to_1_month").label_zh
    body = {"terms": label, "decision_level": "board"}
    shown = call("alice").patch(url(lead), body).json()
    assert (shown["terms"], shown["decision_level"]) == ("up_to_1_month", "board")


def test_terms_fill_the_closing_date_unless_one_is_given(cast, call, lead):
    alice = call("alice")
    filled = alice.patch(url(lead), {"terms": "1_to_3_months"}).json()
    assert filled["estimated_closing_on"] == (cast.alice.today() + timedelta(days=90)).isoformat()
    typed = alice.patch(url(lead), {"terms": "up_to_1_month", "estimated_closing_on": "2031-05-01"}).json()
    assert typed["estimated_closing_on"] == "2031-05-01"
    assert alice.patch(url(lead), {"terms": "undefined"}).json()["estimated_closing_on"] == "2031-05-01"


def test_somebody_must_decide_where_the_contact_person_does_not_alone(call, lead):
    alice = call("alice")
    for body in ({"contact_level": "no_part"}, {"contact_level": "no_part", "decision_maker": " "}):
        answer = alice.patch(url(lead), body)
        assert (answer.status_code, list(answer.json())) == (400, ["decision_maker"]), body
    assert alice.patch(url(lead), {"contact_level": "single_handedly"}).status_code == 200
    given = alice.patch(url(lead), {"contact_level": "no_part", "decision_maker": "Eve Boss"})
    assert (given.status_code, given.json()["decision_maker"]) == (200, "Eve Boss")
    assert list(alice.patch(url(lead), {"decision_maker": ""}).json()) == ["decision_maker"]


def test_an_exact_budget_says_that_one_is_set(call, lead):
    alice = call("alice")
    shown = alice.patch(url(lead), {"budget": 5000}).json()
    assert (shown["budget"], shown["budget_is_set"]) == ("5000.00", True)
    for body, field in (
        ({"budget_is_set": False}, "budget_is_set"),
        ({"budget_is_set": False, "budget": "7.00"}, "budget"),
    ):
        answer = alice.patch(url(lead), body)
        assert (answer.status_code, list(answer.json())) == (400, [field]), body
    assert Lead.objects.get(pk=lead.pk).budget == Decimal(5000)


BAD = [
    ("goal", "a\x00b"), ("goal", "x" * 4001), ("goal", 7), ("goal", ["x"]), ("estimated_amount", "-1"),
    ("estimated_amount", "1e400"), ("estimated_amount", "NaN"), ("budget", "99999999999999999"), ("budget", True),
    ("procurement", "no such"), ("contact_level", "a\x00b"), ("terms", "9" * 400), ("terms", 30),
    ("estimated_closing_on", "0000-01-01"), ("estimated_closing_on", "soon"), ("estimated_closing_on", "1066-10-14"),
    ("budget_score", 4), ("need_score", -1), ("timeline_score", "x"), ("authority_score", None),
    ("need_score", 10**30), ("need_score", True), ("need_reason", "x" * 201), ("budget_is_set", "yes"),
    ("lead", 999), ("total", 12), ("goals", "x"), ("owner", "bob"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
def test_nonsense_is_told_at_its_field(call, lead, name, value):
    answer = call("alice").patch(url(lead), {name: value, "version": 1})
    assert (answer.status_code, list(answer.json())) == (400, [name])
    assert all(isinstance(text, str) for text in answer.json()[name])
    assert not LeadQualification.objects.exists()


def test_a_retired_code_is_not_on_offer_but_stays_where_it_stands(call, lead):
    alice = call("alice")
    alice.patch(url(lead), {"procurement": "open_tender"})
    type(row(lead).procurement).objects.filter(pk="open_tender").update(retired_at=timezone.now())
    assert alice.patch(url(lead), {"procurement": "open_tender", "goal": "More"}).status_code == 200
    other = make_lead(owner=row(lead).lead.owner)
    assert list(alice.patch(url(other), {"procurement": "open_tender"}).json()) == ["procurement"]


def test_what_one_does_not_see_is_not_there(cast, call):
    lead = make_lead(owner=cast.mallory)
    for path in (url(lead), "leads/999999/qualification/", f"leads/{10**30}/qualification/"):
        for answer in (call("alice").get(path), call("alice").patch(path, {"goal": "x"})):
            assert (answer.status_code, answer.json()) == (404, {"detail": "Not found.", "code": "not_found"})


def test_who_only_reads_changes_nothing(call, lead):
    for person in ("mia", "auditor"):
        assert call(person).get(url(lead)).status_code == 200
        answer = call(person).patch(url(lead), {"goal": "x"})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not LeadQualification.objects.exists()


def test_a_partner_writes_under_a_valid_agreement(cast, call):
    agreement = PartnershipAgreement.objects.create(partner=cast.company, name="Reselling", status="valid")
    lead = make_lead(owner=cast.mallory, agreement=agreement)
    assert call("pat").patch(url(lead), {"goal": "Sell"}).json()["goal"] == "Sell"
    PartnershipAgreement.objects.update(status="terminated")
    assert call("pat").get(url(lead)).status_code == 404


def test_a_converted_lead_keeps_its_qualification(cast, call, lead):
    call("alice").patch(url(lead), {"goal": "Before"})
    lead.convert(by=cast.alice)
    for body in ({"goal": "After"}, {"budget": "7.00"}):
        answer = call("alice").patch(url(lead), body)
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state"), body
    assert call("alice").get(url(lead)).json()["goal"] == "Before"


def test_an_old_version_is_answered_with_both_values(cast, call, lead):
    theirs = {"goal": "Theirs", "terms": Terms.objects.get(pk="undefined"), "budget": Decimal(7)}
    Lead.objects.get(pk=lead.pk).edit(by=cast.dave, changes=theirs)
    mine = {"goal": "Mine", "terms": "over_a_year", "budget": "8.00", "competitors": "", "total": 5}
    answer = call("alice").patch(url(lead), mine, If_Match='"1"')
    assert (answer.status_code, answer.json()["code"], answer.json()["version"]) == (412, "stale", 2)
    assert answer.json()["conflicts"] == {
        "goal": {"yours": "Mine", "theirs": "Theirs"},
        "terms": {"yours": "over_a_year", "theirs": "undefined"},
        "budget": {"yours": "8.00", "theirs": "7.00"},
    }
    assert row(lead).goal == "Theirs"


def test_who_is_overtaken_at_the_last_moment_sees_both_values_too(cast, call, lead):
    """A colleague saves after the version was looked at, and before the lead is locked."""
    alice, overtaken = call("alice"), []

    def colleague(execute, sql, *args):
        if sql.startswith("SAVEPOINT") and not overtaken:
            overtaken.append(lead)
            Lead.objects.get(pk=lead.pk).edit(by=cast.dave, changes={"goal": "Theirs"})
        return execute(sql, *args)

    with connection.execute_wrapper(colleague):
        answer = alice.patch(url(lead), {"goal": "Mine"}, If_Match='"1"')
    assert (answer.status_code, overtaken) == (412, [lead])
    assert answer.json()["conflicts"] == {"goal": {"yours": "Mine", "theirs": "Theirs"}}


def test_a_change_of_the_lead_counts_as_one_of_its_tab(call, lead):
    alice = call("alice")
    alice.patch(f"leads/{lead.pk}/", {"city": "Bonn"}, If_Match='"1"')
    assert alice.get(url(lead)).json()["version"] == 2
    assert alice.patch(url(lead), {"goal": "x"}, If_Match='"1"').status_code == 412
    assert alice.patch(url(lead), {"goal": "x"}, If_Match='"x"').status_code == 400


def test_its_day_is_that_of_the_owner(cast, call, lead):
    call("dave").patch(url(lead), {"terms": "up_to_1_month"})
    assert row(lead).estimated_closing_on == cast.alice.today() + timedelta(days=30)


def test_reading_costs_as_much_where_all_is_known(call, lead):
    alice, counted = call("alice"), []
    alice.get(url(lead))  # the audit tells of it once an hour
    for _known in (False, True):
        with CaptureQueriesContext(connection) as captured:
            assert alice.get(url(lead)).status_code == 200
        counted.append(len(captured))
        alice.patch(url(lead), WHOLE)
    assert counted[0] == counted[1]


@pytest.mark.parametrize("name", ["procurement", "decision_level", "contact_level", "terms"])
def test_its_picklists_can_be_read(call, name):
    listed = {row["name"]: row for row in call("alice").get("picklists/").json()["results"]}
    assert listed[name]["is_fixed"] is False
    codes = [row["code"] for row in call("alice").get(listed[name]["url"]).json()["results"]]
    assert set(codes) == set(
        LeadQualification._meta.get_field(name).related_model.objects.values_list("pk", flat=True)
    )
    assert codes


def test_the_document_knows_it():
    told = document("en")["paths"]["/api/v1/leads/{id}/qualification/"]
    assert set(told) == {"get", "patch"}
    body = document("en")["components"]["schemas"]["PatchedLeadQualificationChange"]["properties"]
    assert set(body) == {*FIELDS, "budget", "version"}
    assert (body["need_score"]["type"], body["need_score"]["maximum"]) == ("integer", 3)
