"""Verbs over JSON: for one lead and for many. Who may what stands in the matrix."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.api.bulk import MOST_IDS
from hotcrm.records.verbs import verbs_of
from hotcrm.sales.models import Account, Opportunity
from leads.models import Conversion, Lead, Status
from leads.views.actions import word_of
from pools.models import Pool
from tests.factories import PoolFactory, make_lead

pytestmark = pytest.mark.django_db


def statuses(answer):
    return answer.status_code, answer.json().get("code")


def test_every_verb_of_a_lead_has_its_address(call, cast):
    lead = make_lead(owner=cast.mallory)
    asked = {word_of(name) for name in verbs_of(Lead)} - {"edit", "attach"}
    assert {call("alice").post(f"leads/{lead.pk}/{word}/").status_code for word in asked} == {404}
    assert call("admin").post(f"leads/{lead.pk}/edit/").status_code == 404


def test_a_claim_answers_with_the_lead_afterwards(cast, call):
    lead = make_lead()
    answer = call("alice").post(f"leads/{lead.pk}/claim/")
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert (answer.json()["owner"], answer.json()["status"]) == ("alice", "working")


def test_who_comes_late_reads_who_was_quicker(cast, call):
    lead = make_lead()
    call("alice").post(f"leads/{lead.pk}/claim/")
    answer = call("mallory").post(f"leads/{lead.pk}/claim/")
    assert statuses(answer) == (409, "taken")
    assert answer.json()["detail"] == "This lead was already taken by Alice."


def test_people_are_named_by_username_pools_by_slug_reasons_by_code(cast, call):
    target, lead = PoolFactory(slug="target"), make_lead()
    target.administrators.add(cast.carol)
    carol = call("carol")
    assert carol.post(f"leads/{lead.pk}/assign/", {"to": "bob"}).json()["owner"] == "bob"
    assert carol.post(f"leads/{lead.pk}/transfer/", {"to": "target"}).json()["pool"] == "target"
    returned = call("bob").post(f"leads/{lead.pk}/return/", {"reason": "Unreachable"}).json()
    assert (returned["owner"], returned["pool"], returned["status"]) == (None, "target", "new")
    lost = carol.post(f"leads/{lead.pk}/disqualify/", {"reason": "no_budget"}).json()
    assert (lost["status"], lost["unqualified_reason"]) == ("unqualified", "no_budget")


@pytest.mark.parametrize(
    ("word", "body", "field"),
    [
        ("assign", {}, "to"), ("assign", {"to": "pat"}, "to"), ("assign", {"to": 5}, "to"),
        ("assign", {"to": None}, "to"),
        ("assign", {"to": "bob", "why": "x"}, "why"), ("transfer", {"to": "public "}, None), ("return", {}, "reason"),
        ("return", {"reason": "bad"}, "reason"), ("disqualify", {"reason": "duplicate"}, "survivor"),
        ("log", {"kind": "call"}, "body"), ("log", {"kind": "call", "body": "x", "at": "2999-01-01T00:00:00Z"}, "at"),
        ("task", {"title": "x", "assignee": "mallory"}, "assignee"), ("task", {"title": ""}, "title"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field(cast, call, word, body, field):
    lead = make_lead(owner=cast.alice, pool=Pool.default(), status=Status.WORKING)
    answer = call("admin").post(f"leads/{lead.pk}/{word}/", body)
    if field is None:
        assert statuses(answer) == (409, "wrong_state")
    else:
        assert (answer.status_code, list(answer.json())) == (400, [field])


def test_who_may_not_hears_that_before_what_is_wrong_with_the_body(cast, call):
    lead = make_lead(owner=cast.alice, pool=Pool.default())
    assert statuses(call("alice").post(f"leads/{lead.pk}/assign/", {"to": "nobody"})) == (403, "not_allowed")


def test_a_task_is_for_oneself_unless_somebody_is_named(cast, call):
    lead = make_lead(owner=cast.alice)
    assert call("alice").post(f"leads/{lead.pk}/task/", {"title": "Call"}).status_code == 200
    task = call("alice").get("tasks/").json()["results"][0]
    assert (task["assignee"], task["priority"], task["about"]) == ("alice", "normal", f"lead:{lead.pk}")


class TestConverting:
    def test_it_answers_with_what_it_made(self, cast, call):
        lead = make_lead(owner=cast.alice, company="Acme", email="li@acme.example")
        shown = call("alice").post(f"leads/{lead.pk}/convert/").json()
        conversion = Conversion.objects.get()
        assert (shown["created"], shown["status"]) == (True, "converted")
        assert shown["converted_account"] == conversion.account_id
        assert shown["converted_contact"] == conversion.contact_id
        assert shown["converted_opportunity"] == conversion.opportunity_id is not None

    def test_a_second_call_answers_with_the_first_result(self, cast, call):
        lead = make_lead(owner=cast.alice)
        first = call("alice").post(f"leads/{lead.pk}/convert/").json()
        second = call("alice").post(f"leads/{lead.pk}/convert/", {"account_name": "Another"})
        assert (second.status_code, second.json()) == (200, first | {"created": False})
        assert (Account.objects.count(), Opportunity.objects.count()) == (1, 1)

    def test_the_cards_can_be_filled_in(self, cast, call):
        account = Account.add({"name": "Zeta"}, by=cast.alice)
        lead = make_lead(owner=cast.alice)
        body = {"account": account.pk, "contact": "none", "opportunity_name": "Big", "opportunity_amount": "9.50"}
        shown = call("alice").post(f"leads/{lead.pk}/convert/", body).json()
        assert shown.get("created"), shown
        deal = Opportunity.objects.get()
        assert (shown["converted_account"], shown["converted_contact"]) == (account.pk, None)
        assert (deal.name, str(deal.amount), deal.account) == ("Big", "9.50", account)

    def test_an_account_out_of_sight_cannot_be_named(self, cast, call):
        hidden = Account.add({"name": "Zeta"}, by=cast.mallory)
        lead = make_lead(owner=cast.alice)
        answers = [call("alice").post(f"leads/{lead.pk}/convert/", {"account": pk}) for pk in (hidden.pk, 999_999)]
        assert {(a.status_code, *a.json()) for a in answers} == {(400, "account")}
        assert Lead.objects.get(pk=lead.pk).status == Status.NEW


class TestMany:
    def test_each_is_done_or_refused_with_a_reason(self, cast, call):
        free, taken, hidden = make_lead(), make_lead(owner=cast.alice), make_lead(owner=cast.mallory)
        mine = make_lead(owner=cast.alice, pool=Pool.default())
        answer = call("alice").post("leads/claim/", {"ids": [mine.pk, free.pk, taken.pk, hidden.pk, 999_999]})
        assert (answer.status_code, answer.json()["done"]) == (200, [free.pk])
        refused = {row["id"]: row["code"] for row in answer.json()["refused"]}
        assert refused == {mine.pk: "taken", taken.pk: "not_allowed", hidden.pk: "not_found", 999_999: "not_found"}
        assert Lead.objects.get(pk=free.pk).owner == cast.alice

    def test_values_hold_for_all(self, cast, call):
        leads = [make_lead() for _ in range(3)]
        answer = call("carol").post("leads/assign/", {"ids": [lead.pk for lead in leads], "to": "bob"})
        assert answer.json() == {"done": [lead.pk for lead in leads], "refused": []}
        assert Lead.objects.filter(owner=cast.bob).count() == 3

    def test_holds_are_set_and_released_for_many(self, cast, call, pool):
        ids = [make_lead(owner=cast.alice, pool=pool).pk for _ in range(2)]
        until = str(Lead.objects.get(pk=ids[0]).pool_today)
        body = {"ids": ids, "until": until, "reason": "After the fair"}
        assert call("carol").post("leads/hold/", body).json() == {"done": ids, "refused": []}
        refused = call("alice").post("leads/release-hold/", {"ids": ids}).json()["refused"]
        assert [row["code"] for row in refused] == ["not_allowed", "not_allowed"]
        assert set(Lead.objects.values_list("hold_reason", flat=True)) == {"After the fair"}
        assert call("carol").post("leads/release-hold/", {"ids": ids}).json() == {"done": ids, "refused": []}
        again = call("carol").post("leads/release-hold/", {"ids": ids}).json()["refused"]
        assert [(row["code"], row["reason"]) for row in again] == [("wrong_state", "This lead is not on hold.")] * 2
        assert set(Lead.objects.values_list("held_until", "hold_reason")) == {(None, "")}

    def test_leads_of_a_pool_go_back_to_it_and_the_others_to_the_one_named(self, cast, call):
        homeless, pooled = make_lead(owner=cast.alice), make_lead(owner=cast.alice, pool=Pool.default())
        body = {"ids": [homeless.pk, pooled.pk], "reason": "other", "pool": "public"}
        assert call("alice").post("leads/return/", body).json()["done"] == [homeless.pk, pooled.pk]
        assert Lead.objects.filter(owner=None, pool=Pool.default()).count() == 2

    @pytest.mark.parametrize(
        "body",
        [
            {}, {"ids": []}, {"ids": "1"}, {"ids": [0]}, {"ids": [-1]}, {"ids": ["x"]}, {"ids": [1.5]},
            {"ids": [None]}, {"ids": [2**63]}, {"ids": list(range(1, MOST_IDS + 2))}, {"ids": {"1": 1}},
            {"ids": [[1]]}, {"ids": [True]},
        ],
    )  # fmt: skip
    def test_keys_that_are_none_are_told(self, call, body):
        answer = call("alice").post("leads/claim/", body)
        assert (answer.status_code, list(answer.json())) == (400, ["ids"])

    def test_a_hundred_cost_the_queries_of_two(self, cast, call):
        leads = Lead.objects.capture([{"last_name": f"L{n}"} for n in range(102)], by=None)
        carol, found = call("carol"), []
        carol.get("me/")
        for chunk in (leads[:2], leads[2:]):
            with CaptureQueriesContext(connection) as captured:
                answer = carol.post("leads/reclaim/", {"ids": [lead.pk for lead in chunk]})
                answer = carol.post("leads/assign/", {"ids": [lead.pk for lead in chunk], "to": "bob"})
            assert len(answer.json()["done"]) == len(chunk)
            found.append(len(captured))
        assert found[0] == found[1]
