"""Leads over JSON: fields, lists, creation, changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign
from hotcrm.api.leads import FIELDS, MORE_FIELDS, ListedLeads
from hotcrm.pages.listing import Listing
from hotcrm.pages.models import SavedView
from hotcrm.records.models import Event, LeadSource
from hotcrm.sales.models import PartnershipAgreement
from leads.models import Lead, Status
from pools.models import Pool, RecycleRule
from tests.factories import PoolFactory, make_lead

pytestmark = pytest.mark.django_db

FIXED = (
    "id", "number", "salutation", "first_name", "middle_name", "last_name", "company", "title", "email", "phone",
    "mobile", "website", "industry", "annual_revenue", "employees", "status", "rating", "score", "data_completeness",
    "likelihood", "owner", "pool", "lead_source", "campaign", "next_follow_up_on", "is_overdue", "street", "city",
    "state", "postal_code", "country", "description", "tags", "email_opt_out", "do_not_call", "converted_account",
    "converted_contact", "converted_opportunity", "converted_at", "created_at", "updated_at", "version",
)  # fmt: skip


def keys(answer):
    return [lead["id"] for lead in answer.json()["results"]]


def queries(ask):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert ask().status_code == 200
    return len(captured)


class TestReading:
    def test_a_lead_has_the_names_that_others_rely_on(self, cast, call):
        lead = make_lead(owner=cast.alice)
        shown = call("alice").get(f"leads/{lead.pk}/").json()
        assert tuple(shown)[: len(FIXED)] == FIELDS == FIXED
        assert tuple(shown) == FIXED + MORE_FIELDS

    def test_relations_are_named_by_codes_usernames_and_slugs(self, cast, call):
        campaign = Campaign.objects.create(name="Fair", code="fair-30")
        lead = make_lead(
            owner=cast.alice,
            pool=Pool.default(),
            campaign=campaign,
            industry_id="technology",
            annual_revenue=Decimal("12.5"),
        )
        shown = call("alice").get(f"leads/{lead.pk}/").json()
        named = {name: shown[name] for name in ("owner", "pool", "campaign", "industry", "annual_revenue", "number")}
        assert named == {
            "owner": "alice",
            "pool": "public",
            "campaign": "fair-30",
            "industry": "technology",
            "annual_revenue": "12.50",
            "number": lead.number,
        }

    def test_who_sees_a_lead_reads_when_its_pool_takes_it_back_and_what_holds_that_up(self, cast, call, pool):
        RecycleRule.objects.create(pool=pool, name="Quiet", no_activity_days=5)
        pool.rules_changed()
        lead = make_lead(owner=cast.alice, pool=pool, status=Status.WORKING)
        lead.hold(by=cast.carol, until=lead.pool_today + timedelta(days=30), reason="After the fair")
        names = ("reclaim_on", "reclaim_rule", "held_until", "hold_reason", "is_overdue")
        for person in ("alice", "carol", "dave"):
            shown = call(person).get(f"leads/{lead.pk}/").json()
            assert [shown[name] for name in names] == [
                str(lead.held_until + timedelta(days=1)), "Quiet", str(lead.held_until), "After the fair", False,
            ]  # fmt: skip
            [listed] = call(person).get("leads/").json()["results"]
            assert listed["reclaim_rule"] == "Quiet"
        assert call("mallory").get(f"leads/{lead.pk}/").status_code == 404

    def test_its_version_is_its_etag(self, cast, call):
        lead = make_lead(owner=cast.alice)
        answer = call("alice").get(f"leads/{lead.pk}/")
        assert (answer["ETag"], answer.json()["version"]) == ('"1"', 1)

    def test_what_one_does_not_see_is_not_there(self, cast, call):
        lead = make_lead(owner=cast.mallory)
        answers = [call("alice").get(f"leads/{pk}/") for pk in (lead.pk, 999_999, 10**30)]
        assert {(a.status_code, a.content) for a in answers} == {(404, b'{"detail":"Not found.","code":"not_found"}')}


class TestListing:
    def test_a_view_holds_what_its_page_holds(self, cast, call):
        for number in range(6):
            make_lead(owner=cast.alice, rating=number % 6, last_name=f"Lee{number}")
            make_lead(rating=number % 6, last_name=f"Poole{number}")
        SavedView.objects.create(
            owner=cast.alice, kind="leads.lead", name="Mine", base="all", query="rating=4&sort=score"
        )
        saved = SavedView.objects.get().slug
        for query in (
            "view=all", "view=my-open", "view=public-pool", "view=hot", "view=pending", f"view={saved}", "q=lee3",
            "view=all&rating=5&owner=none", "view=all&sort=score", "view=hot&edited=1", "status=new&created=7",
        ):  # fmt: skip
            page = Listing(ListedLeads, type(cast.alice).objects.get(pk=cast.alice.pk), QueryDict(query))
            wanted = [lead.pk for lead in page.part.rows]
            assert keys(call("alice").get("leads/", **QueryDict(query).dict())) == wanted, query
            assert wanted or query.startswith("view=hot&"), query

    def test_filters_speak_usernames_slugs_codes_and_labels(self, cast, call):
        mine = make_lead(owner=cast.alice, lead_source_id="website")
        pooled = make_lead(lead_source_id="trade_show", status=None)
        admin = call("admin")
        for query, wanted in (
            ({"owner": "alice"}, mine), ({"pool": "public"}, pooled), ({"source": "website"}, mine),
            ({"source": "Trade Show"}, pooled), ({"source": "官网"}, mine), ({"owner": "none"}, pooled),
        ):  # fmt: skip
            assert keys(admin.get("leads/", **query)) == [wanted.pk], query
        assert keys(call("alice").get("leads/", owner="alice")) == keys(call("alice").get("leads/", owner="me"))

    @pytest.mark.parametrize(
        "query",
        [
            {"owner": "nobody-here"}, {"status": "gone"}, {"sort": "company"}, {"sort": "--score"}, {"cursor": "abc"},
            {"cursor": "bjB-eA"}, {"page_size": "201"}, {"page_size": "0"}, {"page_size": "x"}, {"stauts": "new"},
            {"score_from": "x"}, {"q": "x" * 300}, {"rating": "9"},
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_told_and_not_passed_over(self, call, query):
        answer = call("alice").get("leads/", **query)
        assert (answer.status_code, list(answer.json())) == (400, list(query))

    def test_a_view_that_is_not_there_for_one_is_not_found(self, call):
        assert call("alice").get("leads/", view="discarded").status_code == 404
        assert call("admin").get("leads/", view="discarded").status_code == 200

    @pytest.mark.parametrize("sort", ["-created_at", "score", "next_follow_up_on"])
    def test_pages_lead_on_and_back(self, cast, call, sort):
        for number in range(7):
            make_lead(owner=cast.alice, next_follow_up_on=timezone.localdate() if number % 2 else None)
        alice = call("alice")
        whole = keys(alice.get("leads/", sort=sort))
        first = alice.get("leads/", sort=sort, page_size=3)
        second = alice.get(first.json()["next"])
        third = alice.get(second.json()["next"])
        assert keys(first) + keys(second) + keys(third) == whole
        assert (first.json()["previous"], third.json()["next"]) == (None, None)
        assert keys(alice.get(third.json()["previous"])) == keys(second)
        assert keys(alice.get(second.json()["previous"])) == keys(first)

    def test_a_hundred_rows_cost_the_queries_of_one(self, cast, call):
        campaign = Campaign.objects.create(name="Fair", code="fair")
        values = {"campaign": campaign, "industry_id": "technology", "lead_source_id": "website"}
        make_lead(owner=cast.alice, pool=Pool.default(), **values)
        alice = call("alice")
        alice.get("leads/", page_size=200)  # the audit tells of a list once an hour
        one = queries(lambda: alice.get("leads/", page_size=200))
        Lead.objects.capture(
            [{"last_name": f"L{n}", **values} for n in range(120)], by=None, owner=cast.alice, pool=Pool.default()
        )
        assert queries(lambda: alice.get("leads/", page_size=200)) == one
        assert len(keys(alice.get("leads/", page_size=200))) == 121

    def test_a_partner_sees_the_leads_of_the_own_agreement_alone(self, cast, call):
        agreement = PartnershipAgreement.objects.create(partner=cast.company, name="A", status="valid")
        own = make_lead(owner=cast.mallory, agreement=agreement)
        make_lead(owner=cast.mallory)
        make_lead()
        assert keys(call("pat").get("leads/")) == [own.pk]


class TestCreating:
    def test_without_an_owner_it_waits_in_the_default_pool(self, cast, call):
        answer = call("alice").post("leads/", {"last_name": "Li", "company": "Acme", "email": " LI@acme.example "})
        assert answer.status_code == 201
        lead = Lead.objects.get(pk=answer.json()["id"])
        assert (lead.owner, lead.pool, lead.status) == (None, Pool.default(), Status.NEW)
        assert (lead.email, lead.lead_source_id, lead.created_by) == ("li@acme.example", "api", cast.alice)
        assert answer["Location"].endswith(f"/api/v1/leads/{lead.pk}/")
        assert Event.objects.get(object_id=lead.pk).verb == "create"

    def test_with_an_owner_it_is_theirs_and_in_no_pool(self, cast, call):
        lead = call("alice").post("leads/", {"last_name": "Li", "owner": "alice"}).json()
        assert (lead["owner"], lead["pool"]) == ("alice", None)
        assert call("dave").post("leads/", {"last_name": "Li", "owner": "bob"}).json()["owner"] == "bob"

    @pytest.mark.parametrize(
        ("person", "owner"), [("alice", "bob"), ("mia", "mia"), ("dave", "mallory"), ("pat", "alice")]
    )
    def test_one_gives_new_leads_to_oneself_and_ones_own_people_alone(self, cast, call, person, owner):
        PartnershipAgreement.objects.create(partner=cast.company, name="A", status="valid")
        answer = call(person).post("leads/", {"last_name": "Li", "owner": owner})
        assert (answer.status_code, list(answer.json())) == (400, ["owner"])
        assert Lead.objects.count() == 0

    def test_into_a_pool_of_ones_own(self, cast, call):
        PoolFactory(slug="foreign")
        assert call("alice").post("leads/", {"last_name": "Li", "pool": "public"}).json()["pool"] == "public"
        assert list(call("alice").post("leads/", {"last_name": "Li", "pool": "foreign"}).json()) == ["pool"]
        both = call("alice").post("leads/", {"last_name": "Li", "pool": "public", "owner": "alice"})
        assert (both.status_code, list(both.json())) == (400, ["pool"])

    def test_a_partner_creates_under_the_own_agreement(self, cast, call):
        assert list(call("pat").post("leads/", {"last_name": "Li"}).json()) == ["agreement"]
        agreement = PartnershipAgreement.objects.create(partner=cast.company, name="A", status="valid")
        created = call("pat").post("leads/", {"last_name": "Li"}).json()
        assert (created["agreement"], created["owner"]) == (agreement.pk, None)

    def test_an_auditor_creates_nothing(self, call):
        answer = call("auditor").post("leads/", {"last_name": "Li"})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")

    def test_labels_in_either_language_are_understood(self, call):
        body = {"last_name": "Li", "industry": "Software/SaaS", "lead_source": "展会", "salutation": "Professor"}
        LeadSource.objects.filter(code="trade_show").update(label_zh="展会")
        LeadSource.objects.exclude(code="trade_show").filter(label_zh="展会").update(label_zh="")
        assert list(call("alice").post("leads/", body).json()) == ["salutation"]
        lead = call("alice").post("leads/", body | {"salutation": "教授"}).json()
        assert (lead["lead_source"], lead["salutation"]) == ("trade_show", "prof")

    def test_a_retired_code_is_not_on_offer(self, call):
        LeadSource.objects.filter(code="website").update(retired_at=timezone.now())
        assert list(call("alice").post("leads/", {"last_name": "Li", "lead_source": "website"}).json()) == [
            "lead_source"
        ]

    def test_a_hot_lead_is_to_be_followed_up_today(self, cast, call):
        lead = call("alice").post("leads/", {"last_name": "Li", "rating": 5, "owner": "alice"}).json()
        assert lead["next_follow_up_on"] == cast.alice.today().isoformat()

    def test_all_that_is_wrong_is_told_at_once_field_by_field(self, call):
        wrong = {
            "email": "nope", "rating": 6, "annual_revenue": "-1", "employees": "many", "tin": "1", "tags": "a,b",
            "next_follow_up_on": "soon", "industry": "nonsense", "campaign": "none", "score": 90, "owner_id": 1,
            "do_not_call": "perhaps", "first_name": "x" * 81, "account": 7, "status": "qualified",
        }  # fmt: skip
        answer = call("alice").post("leads/", wrong)
        assert (answer.status_code, set(answer.json()) - {"non_field_errors"}) == (400, set(wrong))
        assert all(isinstance(text, str) for texts in answer.json().values() for text in texts)

    def test_nothing_at_all_is_no_lead(self, call):
        assert list(call("alice").post("leads/", {}).json()) == ["non_field_errors"]


class TestChanging:
    def test_what_is_sent_is_changed_and_the_rest_left_alone(self, cast, call):
        lead = make_lead(owner=cast.alice, title="CTO", do_not_call=True, tags=["a"])
        answer = call("alice").patch(f"leads/{lead.pk}/", {"company": "New", "rating": 3}, If_Match='"1"')
        shown = answer.json()
        assert (answer.status_code, answer["ETag"], shown["company"], shown["rating"]) == (200, '"2"', "New", 3)
        assert (shown["title"], shown["do_not_call"], shown["tags"], shown["version"]) == ("CTO", True, ["a"], 2)
        assert Event.objects.filter(object_id=lead.pk, verb="edit", by=cast.alice).count() == 1

    def test_a_switch_can_be_turned_off_and_a_value_taken_away(self, cast, call):
        lead = make_lead(owner=cast.alice, do_not_call=True, industry_id="technology", tags=["a"], employees=5)
        body = {"do_not_call": False, "industry": None, "tags": [], "employees": None, "version": 1}
        shown = call("alice").patch(f"leads/{lead.pk}/", body).json()
        assert {name: shown[name] for name in body} == body | {"version": 2}

    def test_an_old_version_is_answered_with_both_values(self, cast, call):
        lead = make_lead(owner=cast.alice, company="Acme")
        call("alice").patch(f"leads/{lead.pk}/", {"company": "Theirs", "campaign": None}, If_Match='"1"')
        answer = call("alice").patch(f"leads/{lead.pk}/", {"company": "Mine", "score": 1}, If_Match='"1"')
        assert (answer.status_code, answer.json()["code"], answer.json()["version"]) == (412, "stale", 2)
        assert answer.json()["conflicts"] == {"company": {"yours": "Mine", "theirs": "Theirs"}}
        assert Lead.objects.get(pk=lead.pk).company == "Theirs"

    def test_a_version_is_one_number_and_may_be_left_out(self, cast, call):
        lead = make_lead(owner=cast.alice)
        answer = call("alice").patch(f"leads/{lead.pk}/", {"company": "New"})
        assert (answer.status_code, answer.json()["company"], answer.json()["version"]) == (200, "New", 2)
        for header, body in (("x", {}), ('"0"', {}), ('"2"', {"version": 1}), ("", {"version": "1"}), ("*", {})):
            answer = call("alice").patch(f"leads/{lead.pk}/", body | {"company": "New"}, If_Match=header)
            assert (answer.status_code, list(answer.json())) == (400, ["version"]), header

    def test_what_was_read_may_be_sent_back_as_a_whole(self, cast, call):
        alice, lead = call("alice"), make_lead(owner=cast.alice, pool=Pool.default(), annual_revenue=Decimal(7))
        shown = alice.get(f"leads/{lead.pk}/").json()
        answer = alice.patch(f"leads/{lead.pk}/", shown | {"title": "CEO"})
        assert (answer.status_code, answer.json()["title"], answer.json()["version"]) == (200, "CEO", 2)
        assert alice.patch(f"leads/{lead.pk}/", answer.json()).json()["version"] == 2

    @pytest.mark.parametrize(
        "name", ["status", "owner", "pool", "score", "number", "converted_at", "id", "created_at"]
    )
    def test_what_only_verbs_change_is_refused_by_name(self, cast, call, name):
        lead = make_lead(owner=cast.alice)
        answer = call("alice").patch(f"leads/{lead.pk}/", {name: "bob", "title": "CEO", "version": 1})
        assert (answer.status_code, answer.json()) == (400, {name: ["This field cannot be written."]})
        assert Lead.objects.get(pk=lead.pk).title == ""

    def test_what_would_leave_nothing_of_a_lead_is_refused(self, cast, call):
        lead = make_lead(owner=cast.alice, company="", last_name="Li")
        answer = call("alice").patch(f"leads/{lead.pk}/", {"last_name": "", "version": 1})
        assert (answer.status_code, list(answer.json())) == (400, ["non_field_errors"])

    def test_a_converted_lead_keeps_but_its_notes_open(self, cast, call):
        lead = make_lead(owner=cast.alice)
        lead.convert(by=cast.alice)
        version = Lead.objects.get(pk=lead.pk).version
        refused = call("alice").patch(f"leads/{lead.pk}/", {"company": "New", "version": version})
        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
        assert call("alice").patch(f"leads/{lead.pk}/", {"notes": "Seen", "version": version}).status_code == 200
