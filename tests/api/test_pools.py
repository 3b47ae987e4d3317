"""Pools over JSON: what one may still claim there, and the best next lead."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.people.models import User
from leads.models import Claim, Lead
from pools.models import Pool, PoolMember, PoolType
from tests.factories import PoolFactory, make_lead

pytestmark = pytest.mark.django_db


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_a_pool_tells_what_one_may_still_claim(cast, call, pool):
    Pool.objects.update(claims_a_day=5, most_held=20, time_zone="Asia/Shanghai")
    User.objects.filter(pk=cast.alice.pk).update(holding_limit=30)
    make_lead().claim(by=fresh(cast.alice))
    make_lead(owner=cast.alice)
    assert call("alice").get("pools/public/").json()["quota"] == {
        "claims_a_day": 5,
        "claimed_today": 1,
        "most_held": 20,
        "held": 1,
        "holding_limit": 30,
        "held_in_all": 2,
        "left": 4,
        "next_at": None,
        "refusal": None,
    }


def test_who_may_claim_nothing_more_reads_why_and_until_when(cast, call, pool):
    Pool.objects.update(claims_a_day=1)
    make_lead().claim(by=fresh(cast.alice))
    quota = call("alice").get("pools/public/").json()["quota"]
    assert (quota["left"], quota["refusal"]["code"]) == (0, "daily_limit")
    assert datetime.fromisoformat(quota["next_at"]) == pool.day_of(Claim.objects.get().at)[1]


def test_neither_the_rules_bind_an_administrator_nor_is_there_a_quota_where_nothing_is_claimed(cast, call):
    Pool.objects.update(claims_a_day=1, most_held=1)
    kept = PoolFactory(slug="kept", type=PoolType.ADMIN_ONLY)
    kept.administrators.add(cast.carol)
    found = {pool["slug"]: pool["quota"] for pool in call("carol").get("pools/").json()["results"]}
    assert found["kept"] is None
    assert set(found["public"].values()) == {None}
    assert call("mia").get("pools/public/").json()["quota"] is None


def test_the_best_next_lead_is_claimed_and_shown(cast, call):
    for score in (10, 90, 50):
        Lead.objects.filter(pk=make_lead(company=f"Acme {score}").pk).update(score=score)
    answer = call("alice").post("pools/public/claim-next/")
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    assert [answer.json()[name] for name in ("company", "owner", "status")] == ["Acme 90", "alice", "working"]


def test_a_repeated_key_gives_the_same_lead_again(cast, call):
    for _ in range(3):
        make_lead()
    asked = [call("alice").post("pools/public/claim-next/", Idempotency_Key="once") for _ in range(2)]
    assert asked[0].json() == asked[1].json()
    assert Lead.objects.owned_by(cast.alice).count() == 1


@pytest.mark.parametrize(
    ("rules", "status", "code", "facts"),
    [
        ({"claims_a_day": 1}, 429, "daily_limit", {"limit": 1, "claimed": 1, "left": 0}),
        ({"most_held": 1}, 429, "pool_limit", {"limit": 1, "held": 1, "left": 0}),
        ({"fresh_for_days": 2}, 409, "none_yet", {}),
    ],
)
def test_a_refusal_names_the_rule_its_numbers_and_until_when(cast, call, rules, status, code, facts):
    make_lead().claim(by=fresh(cast.alice))
    lead = make_lead()
    Pool.objects.update(**rules)
    answer = call("alice").post("pools/public/claim-next/")
    told = answer.json()
    assert (answer.status_code, told["code"], {name: told[name] for name in facts}) == (status, code, facts)
    assert ("until" in told) == (code != "pool_limit")
    one = call("alice").post(f"leads/{lead.pk}/claim/")
    assert (one.status_code, one.json()["code"]) == (status, "fresh" if code == "none_yet" else code)
    [many] = call("alice").post("leads/claim/", {"ids": [lead.pk]}).json()["refused"]
    assert many["code"] == one.json()["code"]


def test_what_the_body_brings_is_refused(cast, call):
    make_lead()
    assert call("alice").post("pools/public/claim-next/", {"score": 5}).status_code == 400
    assert Lead.objects.get().owner is None


def test_the_list_costs_the_same_for_one_pool_and_for_many(cast, call):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert call("alice").get("pools/").status_code == 200
        return len(queries)

    Pool.objects.update(claims_a_day=5, most_held=9)
    asked()
    one = asked()
    for _ in range(8):
        PoolMember.objects.create(pool=PoolFactory(claims_a_day=5, most_held=9), user=cast.alice)
    assert asked() == one <= 16
