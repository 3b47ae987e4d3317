"""Campaigns over JSON: fields by code, verbs, members, enrolling many, figures, marketing lists."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, CampaignStatus, MarketingList, Member, MemberStatus, Use
from hotcrm.pages.models import SavedView
from hotcrm.records.models import OptOut
from hotcrm.sales.models import Account, Contact
from leads.models import Lead
from tests.campaigns.making import make_campaign, make_member, make_opportunity
from tests.factories import make_lead
from tests.hostile.nasty import RAW

from .programs import program
from .test_hostile import BODIES, FEW

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Autumn fair",
    "code": "autumn-fair",
    "type": "trade_show",
    "starts_on": "2030-09-02",
    "ends_on": "2030-09-05",
    "budgeted_cost": "24000.00",
}


@pytest.fixture
def campaign(cast):
    return make_campaign(code="fair", owner=cast.mia)


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, email="li@acme.example")


@pytest.fixture
def contact(cast):
    return Contact.add({"last_name": "Wu", "account": Account.add({"name": "Wu Ltd"}, by=cast.alice)}, by=cast.alice)


class TestCampaigns:
    def test_one_is_made_by_a_marketer_and_belongs_to_them(self, cast, call):
        answer = call("mia").post("campaigns/", {**NEW, "responses": ["responded", "attended"]})
        told = answer.json()
        assert answer.status_code == 201
        assert {name: told[name] for name in NEW} == NEW
        assert (told["owner"], told["status"], told["responses"]) == ("mia", "planning", ["responded", "attended"])
        assert call("mia").get(answer["Location"]).json() == told

    def test_what_counts_as_a_response_is_as_usual_unless_it_is_said(self, cast, call):
        told = call("mia").post("campaigns/", NEW).json()
        assert told["responses"] == ["responded", "attended", "converted"]

    def test_a_rep_makes_none(self, cast, call):
        assert call("alice").post("campaigns/", NEW).status_code == 403
        assert Campaign.objects.count() == 0

    def test_wrong_fields_are_told_each(self, cast, call):
        answer = call("mia").post(
            "campaigns/",
            {"name": "", "code": "a b", "type": "none", "responses": ["danced"], "status": "completed", "colour": 1},
        )
        assert answer.status_code == 400
        assert set(answer.json()) == {"name", "code", "type", "responses", "status", "colour"}
        early = call("mia").post("campaigns/", {**NEW, "ends_on": "2030-09-01"})
        assert (early.status_code, list(early.json())) == (400, ["ends_on"])

    def test_a_parent_is_named_by_its_code(self, cast, call, campaign):
        told = call("mia").post("campaigns/", {**NEW, "parent": "fair"}).json()
        assert told["parent"] == "fair"

    def test_a_change_names_its_version(self, cast, call, campaign):
        url = f"campaigns/{campaign.pk}/"
        assert call("mia").patch(url, {"channel": "Hall 4", "version": 1}).json()["channel"] == "Hall 4"
        late = call("mia").patch(url, {"channel": "Hall 5"}, If_Match='"1"')
        assert (late.status_code, late.json()["conflicts"]) == (
            412,
            {"channel": {"yours": "Hall 5", "theirs": "Hall 4"}},
        )

    def test_its_verbs_are_those_of_the_page(self, cast, call, campaign):
        url = f"campaigns/{campaign.pk}/"
        missing = call("mia").post(f"{url}start/", {})
        assert (missing.status_code, set(missing.json())) == (400, {"starts_on", "ends_on"})
        told = call("mia").post(f"{url}start/", {"starts_on": "2030-09-02", "ends_on": "2030-09-05"}).json()
        assert told["status"] == "in_progress"
        statuses = [call("mia").post(f"{url}{verb}/", {}).json()["status"] for verb in ("hold", "complete", "reopen")]
        assert statuses == ["on_hold", "completed", "planning"]
        assert call("mia").post(f"{url}reopen/", {}).status_code == 409
        assert call("mia").post(f"{url}cancel/", {}).json()["status"] == "cancelled"

    def test_costs_are_added_by_day(self, cast, call, campaign):
        url = f"campaigns/{campaign.pk}/"
        for day, amount in (("2030-09-03", "300.00"), ("2030-09-02", "1200.50")):
            assert call("mia").post(f"{url}add-cost/", {"spent_on": day, "amount": amount}).status_code == 200
        costs = call("mia").get(f"{url}costs/").json()["results"]
        assert [(one["spent_on"], one["amount"]) for one in costs] == [
            ("2030-09-02", "1200.50"),
            ("2030-09-03", "300.00"),
        ]
        call("mia").post(f"{url}remove-cost/", {"cost": costs[0]["id"]})
        assert len(call("mia").get(f"{url}costs/").json()["results"]) == 1

    def test_the_list_knows_the_filters_of_the_page(self, cast, call, campaign):
        make_campaign(owner=cast.mia, status=CampaignStatus.COMPLETED, name="Webinar")
        asked = {"view": "all", "edited": "1"}
        assert len(call("mia").get("campaigns/", **asked).json()["results"]) == 2
        assert [
            one["name"] for one in call("mia").get("campaigns/", **asked, status="completed").json()["results"]
        ] == ["Webinar"]
        assert len(call("mia").get("campaigns/", **asked, q="webin").json()["results"]) == 1
        assert call("mallory").get("campaigns/", **asked).json()["results"] == []
        assert call("mallory").get(f"campaigns/{campaign.pk}/").status_code == 404

    def test_many_campaigns_cost_the_queries_of_one(self, cast, call):
        mia, found = call("mia"), []
        mia.get("campaigns/", view="all")
        for number in range(12):
            make_campaign(owner=cast.mia)
            if number in (0, 11):
                with CaptureQueriesContext(connection) as captured:
                    mia.get("campaigns/", view="all")
                found.append(len(captured))
        assert found[0] == found[1]


class TestMembers:
    def test_one_is_added_read_moved_on_and_removed(self, cast, call, campaign, lead):
        answer = call("mia").post(f"campaigns/{campaign.pk}/members/", {"lead": lead.pk})
        told = answer.json()
        assert (answer.status_code, told["lead"], told["contact"], told["status"]) == (201, lead.pk, None, "sent")
        url = f"campaigns/{campaign.pk}/members/{told['id']}/"
        assert call("mia").get(url).json() == told
        moved = call("mia").patch(url, {"status": "responded", "version": told["version"]}).json()
        assert moved["status"] == "responded"
        assert moved["responded_at"]
        assert call("mia").patch(url, {"status": "clicked"}, If_Match='"1"').status_code == 412
        assert call("mia").delete(url).status_code == 204
        assert call("mia").get(url).status_code == 404

    def test_once_each_and_one_of_two(self, cast, call, campaign, lead, contact):
        url = f"campaigns/{campaign.pk}/members/"
        assert call("mia").post(url, {"contact": contact.pk}).status_code == 201
        again = call("mia").post(url, {"contact": contact.pk})
        assert (again.status_code, again.json()["code"]) == (409, "member_already")
        for body in ({}, {"lead": lead.pk, "contact": contact.pk}, {"lead": 10**9}, {"lead": "x"}, {"lead": 10**30}):
            assert call("mia").post(url, body).status_code == 400
        assert Member.objects.count() == 1

    def test_a_key_makes_it_once(self, cast, call, campaign, lead):
        url = f"campaigns/{campaign.pk}/members/"
        answers = [call("mia").post(url, {"lead": lead.pk}, Idempotency_Key="k1") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()

    def test_the_list_has_filters_and_pages(self, cast, call, campaign):
        for status in (MemberStatus.SENT, MemberStatus.RESPONDED, MemberStatus.RESPONDED):
            make_member(campaign, make_lead(), status)
        url = f"campaigns/{campaign.pk}/members/"
        assert len(call("mia").get(url).json()["results"]) == 3
        assert len(call("mia").get(url, status="responded").json()["results"]) == 2
        first = call("mia").get(url, page_size=2).json()
        assert len(call("mia").get(first["next"]).json()["results"]) == 1
        assert call("mia").get(url, status="danced").status_code == 400

    def test_a_member_whom_one_does_not_see_is_not_found(self, cast, call, lead):
        campaign = make_campaign(owner=cast.mallory)
        member = make_member(campaign, lead)
        url = f"campaigns/{campaign.pk}/members/"
        assert call("mallory").get(url).json()["results"] == []
        assert call("mallory").get(f"{url}{member.pk}/").status_code == 404
        assert call("mallory").post(url, {"lead": make_lead(owner=cast.mallory).pk}).status_code == 403
        assert call("alice").get(url).status_code == 404

    def test_who_unsubscribes_is_opted_out(self, cast, call, campaign, lead):
        member = make_member(campaign, lead)
        url = f"campaigns/{campaign.pk}/members/{member.pk}/"
        assert call("mia").patch(url, {"status": "unsubscribed"}).json()["status"] == "unsubscribed"
        assert OptOut.objects.get().address == "li@acme.example"


class TestEnrolling:
    def test_many_leads_are_added_and_the_refused_listed_with_reasons(self, cast, call, campaign, lead):
        inside = make_lead(owner=cast.alice)
        make_member(campaign, inside)
        answer = call("mia").post(f"campaigns/{campaign.pk}/enrol/", {"ids": [lead.pk, inside.pk, 999_999]})
        told = answer.json()
        assert (answer.status_code, told["done"]) == (200, [lead.pk])
        assert [(one["id"], one["code"]) for one in told["refused"]] == [
            (inside.pk, "member_already"),
            (999_999, "not_found"),
        ]

    def test_contacts_have_a_word_of_their_own(self, cast, call, campaign, contact):
        told = call("mia").post(f"campaigns/{campaign.pk}/enrol/", {"contacts": [contact.pk]}).json()
        assert told == {"done": [contact.pk], "refused": []}

    def test_a_view_is_added_by_a_run(self, cast, call, campaign):
        make_lead(owner=cast.alice, rating=5)
        make_lead(owner=cast.alice)
        view = SavedView.objects.create(owner=cast.mia, kind="leads.lead", name="Best", base="all", query="rating=4")
        answer = call("mia").post(f"campaigns/{campaign.pk}/enrol/", {"view": view.slug})
        [run] = answer.json()["runs"]
        assert (answer.status_code, run["total"]) == (202, 1)
        assert Member.objects.filter(campaign=campaign).count() == 1
        assert call("mia").get(run["url"]).json()["done"] == 1
        assert call("alice").get(run["url"]).status_code == 404
        assert call("mia").post(f"campaigns/{campaign.pk}/enrol/", {"view": "hottest"}).status_code == 400

    def test_a_list_is_added_by_runs(self, cast, call, campaign, lead, contact):
        mine = make_list(call, "static")
        for body in ({"lead": lead.pk}, {"contact": contact.pk}):
            assert call("mia").post(f"marketing-lists/{mine}/entries/", body).status_code == 201
        answer = call("mia").post(f"campaigns/{campaign.pk}/enrol/", {"list": mine})
        assert (answer.status_code, len(answer.json()["runs"])) == (202, 2)
        assert Member.objects.filter(campaign=campaign).count() == 2

    @pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": [1], "view": "all"}, {"list": 7}, {"ids": ["x"]}])
    def test_one_of_four_is_needed(self, cast, call, campaign, body):
        assert call("mia").post(f"campaigns/{campaign.pk}/enrol/", body).status_code == 400

    def test_nobody_is_added_to_what_is_over_or_is_not_theirs(self, cast, call, campaign, lead):
        url = f"campaigns/{campaign.pk}/enrol/"
        assert call("admin").post(url, {"ids": [lead.pk]}).status_code == 200
        Campaign.objects.update(status=CampaignStatus.COMPLETED)
        assert call("mia").post(url, {"ids": [lead.pk]}).status_code == 409
        mallorys = make_campaign(owner=cast.mallory)
        assert call("mallory").post(f"campaigns/{mallorys.pk}/enrol/", {"ids": [lead.pk]}).status_code == 403
        assert call("alice").post(url, {"ids": [lead.pk]}).status_code == 404


class TestFigures:
    def test_they_are_counted_as_they_are_asked(self, cast, call):
        campaign = make_campaign(owner=cast.mia, typed_cost=5_000, typed_revenue=50_000, budgeted_cost=4_000)
        make_member(campaign, make_lead(), MemberStatus.RESPONDED)
        make_opportunity(campaign)
        told = call("mia").get(f"campaigns/{campaign.pk}/figures/").json()
        wanted = {"members": 1, "responded": 1, "leads": 1, "roi": "900.00", "cost": "5000.00", "is_over_budget": True}
        assert {name: told[name] for name in wanted} == wanted
        assert told["by_status"] == dict.fromkeys(MemberStatus.values, 0) | {"responded": 1}
        assert call("alice").get(f"campaigns/{campaign.pk}/figures/").status_code == 404

    def test_those_below_are_added_when_asked_for(self, cast, call, campaign):
        child = make_campaign(owner=cast.mia, parent=campaign, typed_cost=100)
        make_member(child, make_lead())
        url = f"campaigns/{campaign.pk}/figures/"
        assert call("mia").get(url).json()["members"] == 0
        below = call("mia").get(url, below="yes").json()
        assert (below["members"], below["cost"]) == (1, "100.00")
        assert call("mia").get(url, below="maybe").status_code == 400


def make_list(call, kind, **values) -> int:
    answer = call("mia").post("marketing-lists/", {"name": f"A {kind} list", "kind": kind, **values})
    assert answer.status_code == 201, answer.json()
    return answer.json()["id"]


class TestMarketingLists:
    def test_one_is_made_and_read(self, cast, call):
        pk = make_list(call, "static", description="Board")
        told = call("mia").get(f"marketing-lists/{pk}/").json()
        assert (told["kind"], told["view"], told["owner"], told["description"]) == ("static", None, "mia", "Board")
        assert [one["id"] for one in call("mia").get("marketing-lists/").json()["results"]] == [pk]
        assert call("mia").patch(f"marketing-lists/{pk}/", {"name": "Board", "version": 1}).json()["name"] == "Board"
        assert call("alice").get(f"marketing-lists/{pk}/").status_code == 404
        assert call("alice").post("marketing-lists/", {"name": "Mine", "kind": "static"}).status_code == 403

    def test_a_dynamic_one_is_a_saved_view(self, cast, call):
        view = SavedView.objects.create(owner=cast.mia, kind="leads.lead", name="Best", base="all", query="rating=4")
        assert call("mia").post("marketing-lists/", {"name": "Best", "kind": "dynamic"}).status_code == 400
        pk = make_list(call, "dynamic", view=view.pk)
        assert call("mia").get(f"marketing-lists/{pk}/").json()["view"] == view.pk

    def test_entries_are_added_listed_and_removed(self, cast, call, lead):
        pk = make_list(call, "suppression")
        url = f"marketing-lists/{pk}/entries/"
        made = [
            call("mia").post(url, body)
            for body in ({"lead": lead.pk}, {"domain": "Rival.Example"}, {"address": "a@b.example"})
        ]
        assert [answer.status_code for answer in made] == [201, 201, 201]
        entries = call("mia").get(url).json()["results"]
        assert {(one["lead"], one["domain"], one["address"]) for one in entries} == {
            (lead.pk, None, None),
            (None, "rival.example", None),
            (None, None, "a@b.example"),
        }
        assert call("mia").post(url, {"domain": "rival.example"}).status_code == 409
        assert call("mia").post(url, {}).status_code == 400
        assert call("mia").delete(f"{url}{entries[0]['id']}/").status_code == 204
        assert len(call("mia").get(url).json()["results"]) == 2

    def test_who_is_on_an_excluded_list_is_left_in_peace(self, cast, call, campaign, lead):
        pk = make_list(call, "suppression")
        call("mia").post(f"marketing-lists/{pk}/entries/", {"domain": "acme.example"})
        campaign.lists.create(list_id=pk, use=Use.EXCLUDED)
        told = call("mia").post(f"campaigns/{campaign.pk}/enrol/", {"ids": [lead.pk]}).json()
        assert [one["code"] for one in told["refused"]] == ["suppressed"]
        assert Lead.objects.count() == 1


def test_nothing_that_is_sent_gives_a_500(cast, campaign, contact):
    """As `test_hostile` sends it, by somebody who may do it all."""
    mia, found = program(cast.mia), {}
    mia.raise_request_exception = False
    member, mine = make_member(campaign, contact), MarketingList.add({"name": "Mine"}, by=cast.mia)
    one, a_list = f"/api/v1/campaigns/{campaign.pk}/", f"/api/v1/marketing-lists/{mine.pk}/"
    fields = (
        "name", "code", "type", "parent", "responses", "budgeted_cost", "starts_on", "version", "lead", "contact",
        "status", "ids", "contacts", "view", "list", "kind", "address", "domain", "amount", "spent_on", "cost",
    )  # fmt: skip
    urls = [
        ("POST", "/api/v1/campaigns/"), ("PATCH", one), ("POST", f"{one}members/"), ("POST", f"{one}enrol/"),
        ("PATCH", f"{one}members/{member.pk}/"), ("POST", f"{one}start/"), ("POST", f"{one}add-cost/"),
        ("POST", f"{one}remove-cost/"), ("POST", "/api/v1/marketing-lists/"), ("PATCH", a_list),
        ("POST", f"{a_list}entries/"),
    ]  # fmt: skip
    for method, url in urls:
        bodies = [*BODIES.values(), *(json.dumps({name: value}) for name in fields for value in FEW)]
        for body in bodies:
            answer = mia.generic(method, url, body, content_type="application/json")
            found[method, url, body[:60]] = answer.status_code
    for raw in RAW.values():
        for path in (one + "figures/?below=", one + "members/?cursor=", "/api/v1/marketing-lists/?view="):
            found[path, raw] = mia.get(path.partition("?")[0], QUERY_STRING=path.partition("?")[2] + raw).status_code
    assert {key: status for key, status in found.items() if status >= 500} == {}
