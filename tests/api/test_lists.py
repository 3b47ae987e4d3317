"""Pools, picklists, people, campaigns; who asks, and in which language."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign
from hotcrm.people.models import User
from hotcrm.records.models import LeadSource
from leads.models import Lead
from pools.models import PoolType
from tests.factories import PoolFactory, UserFactory, make_lead

pytestmark = pytest.mark.django_db


def test_the_root_names_every_place(call):
    places = call("alice").get("").json()
    assert set(places) == {
        "leads", "accounts", "contacts", "opportunities", "activities", "tasks", "pools", "campaigns", "picklists",
        "users", "me", "notices", "marketing-lists",
    }  # fmt: skip
    asked = {name: call("alice").get(url).status_code for name, url in places.items()}
    assert asked == dict.fromkeys(places, 200) | {"activities": 400}


def test_a_pool_tells_what_waits_and_what_one_may_do(cast, call):
    kept = PoolFactory(slug="kept", type=PoolType.ADMIN_ONLY)
    kept.administrators.add(cast.carol)
    make_lead()
    make_lead(pool=kept)
    make_lead(owner=cast.alice)
    assert [pool["slug"] for pool in call("alice").get("pools/").json()["results"]] == ["public"]
    public = call("alice").get("pools/public/").json()
    told = ("waiting", "has_more_waiting", "is_member", "is_administrator", "administrators")
    assert [public[name] for name in told] == [1, False, True, False, ["carol"]]
    assert call("alice").get("pools/kept/").status_code == 404
    assert [call("carol").get("pools/kept/").json()[name] for name in told[2:4]] == [True, True]
    assert call("pat").get("pools/").json()["results"] == []


def test_what_waits_is_counted_up_to_a_thousand(cast, call):
    for start in range(0, 1_100, 500):
        Lead.objects.capture([{"last_name": f"L{start + n}"} for n in range(500)], by=None)
    public = call("alice").get("pools/public/").json()
    assert (public["waiting"], public["has_more_waiting"]) == (1000, True)


def test_many_pools_cost_the_queries_of_one(cast, call):
    admin, found = call("admin"), []
    admin.get("me/")
    for number in range(12):
        if number in (0, 11):
            with CaptureQueriesContext(connection) as captured:
                admin.get("pools/")
            found.append(len(captured))
        PoolFactory().administrators.add(cast.carol)
    assert found[0] == found[1]


def test_a_picklist_speaks_the_language_of_the_asker(cast, call):
    User.objects.filter(pk=cast.bob.pk).update(language="zh-hans")
    LeadSource.objects.filter(code="website").update(retired_at=timezone.now())

    def website(name, **headers):
        answer = call(name).client.get("/api/v1/picklists/lead_source/", headers=headers)
        found = next(row for row in answer.json()["results"] if row["code"] == "website")
        return found["label"], found["is_retired"], answer["Content-Language"]

    cast.bob.refresh_from_db()
    assert website("alice") == ("Website", True, "en")
    assert website("bob") == ("官网", True, "zh-hans")
    assert website("alice", accept_language="zh-CN,zh;q=0.9") == ("官网", True, "zh-hans")
    assert website("bob", accept_language="*") == ("官网", True, "zh-hans")
    assert website("bob", accept_language="fr, en;q=0.5") == ("Website", True, "en")


def test_refusals_speak_it_too(cast, call):
    lead = make_lead(owner=cast.alice)
    answer = call("alice").client.post(
        f"/api/v1/leads/{lead.pk}/qualify/",
        {},
        content_type="application/json",
        headers={"Accept-Language": "zh-hans"},
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert "新建" in answer.json()["detail"] or "只有" in answer.json()["detail"]


def test_every_picklist_is_listed_and_can_be_read(call):
    listed = call("alice").get("picklists/").json()["results"]
    assert {"lead_source", "industry", "return_reason", "disqualification_reason", "activity_kind", "status"} <= {
        row["name"] for row in listed
    }
    for row in listed:
        assert call("alice").get(row["url"]).json()["results"] or not row["is_fixed"], row
    statuses = call("alice").get("picklists/status/").json()["results"]
    assert statuses[0] == {"code": "new", "label": "New", "is_retired": False}


def test_the_house_knows_the_house_and_a_partner_its_own(cast, call):
    gone = UserFactory(username="gone", is_active=False)
    alice = call("alice").get("users/", page_size=200).json()["results"]
    assert {"bob", "admin", "gone"} <= {row["username"] for row in alice}
    assert "pat" not in str(alice)
    assert set(alice[0]) == {"username", "name", "department", "is_active"}
    assert [row["username"] for row in call("pat").get("users/").json()["results"]] == ["pat"]
    assert [row["username"] for row in call("alice").get("users/", active="no").json()["results"]] == [gone.username]
    assert [row["username"] for row in call("alice").get("users/", q="BO").json()["results"]] == ["bob"]
    assert "pat" in str(call("admin").get("users/").json())


def test_campaigns_are_named_by_code(cast, call):
    fair = Campaign.objects.create(name="Fair", code="fair-30", owner=cast.alice)
    told = call("alice").get(f"campaigns/{fair.pk}/").json()
    assert [told[name] for name in ("id", "code", "name", "owner")] == [fair.pk, "fair-30", "Fair", "alice"]
    assert len(call("alice").get("campaigns/", q="air").json()["results"]) == 1
    assert call("pat").get("campaigns/").json()["results"] == []
    lead = call("alice").post("leads/", {"last_name": "Li", "campaign": "fair-30"}).json()
    assert lead["campaign"] == "fair-30"


def test_one_learns_who_one_is(cast, call):
    me = call("alice").get("me/").json()
    assert (me["username"], me["department"], me["roles"], me["partner_company"]) == (
        "alice",
        "Sales",
        ["sales_rep"],
        None,
    )
    assert call("pat").get("me/").json()["partner_company"] == "Partner & Co"
