import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models.campaign import Campaign
from hotcrm.records.models import Event
from leads.models import Lead
from pools.models import EntryCondition, EntryRule, Operator, Pool
from tests.factories import PoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def north():
    return PoolFactory(name="North", slug="north")


@pytest.fixture
def money():
    return PoolFactory(name="Money", slug="money")


def rule(pool, *conditions, position=100, **values):
    made = EntryRule.objects.create(name=f"To {pool}", pool=pool, position=position, **values)
    for field, operator, value in conditions:
        EntryCondition.objects.create(rule=made, field=field, operator=operator, value=value)
    return made


def enter(**values):
    return Lead.objects.capture([{"company": "Acme", **values}], by=None)[0]


CHINA = ("country", Operator.IS, "China")
BANK = ("industry", Operator.IS, "finance")
BIG = ("employees", Operator.AT_LEAST, "1000")


def test_a_new_lead_enters_the_pool_of_the_first_rule_whose_conditions_all_hold(north, money, pool):
    rule(north, CHINA, BIG, position=2)
    rule(money, BANK, position=1)
    where = [
        enter(country="china", employees=1000),
        enter(country="China", employees=999),
        enter(country="China", employees=5000, industry_id="finance"),
        enter(industry_id="finance"),
        enter(),
    ]
    assert [lead.pool for lead in where] == [north, pool, money, money, pool]


def test_it_can_be_told_by_source_region_size_campaign_and_any_other_field(north, pool):
    fair = Campaign.objects.create(name="Fair", code="fair")
    rule(north, ("campaign", Operator.IS, "fair"), ("lead_source", Operator.ONE_OF, "website, trade_show"))
    rule(north, ("city", Operator.ONE_OF, "Beijing, 北京"), ("state", Operator.EMPTY, ""))
    rule(north, ("annual_revenue", Operator.AT_LEAST, "1000000"), ("title", Operator.CONTAINS, "chief"))
    rule(north, ("score", Operator.AT_LEAST, "40"))
    assert [
        enter(campaign=fair, lead_source_id="trade_show").pool,
        enter(campaign=fair).pool,
        enter(city="北京").pool,
        enter(city="北京", state="Hebei").pool,
        enter(annual_revenue=2_000_000, title="Chief of everything").pool,
        enter(last_name="Lee", email="a@b.example", phone="1", mobile="2", industry_id="technology").pool,
    ] == [north, pool, north, pool, north, north]


def test_its_first_event_names_the_rule_and_keeps_the_name_when_the_rule_is_gone(north, cast, client):
    made = rule(north, CHINA)
    lead = enter(country="China")
    assert (lead.pooled_at, Event.objects.about(lead).get().data) == (
        lead.created_at,
        {"status": [None, "new"], "owner_id": [None, None], "pool_id": [None, north.pk], "rule": "To North"},
    )
    made.delete()
    client.force_login(cast.admin)
    assert "By the entry rule “To North”" in client.get(lead.get_absolute_url()).content.decode()


@pytest.mark.parametrize("change", ["rule off", "pool off", "no condition", "unreadable"])
def test_rules_that_are_off_lead_to_disabled_pools_or_ask_nothing_are_passed_over(north, pool, change):
    made = rule(north, CHINA, is_active=change != "rule off")
    if change == "pool off":
        Pool.objects.filter(pk=north.pk).update(is_enabled=False)
    if change == "no condition":
        made.conditions.all().delete()
    if change == "unreadable":
        made.conditions.update(field="gone")
    assert enter(country="China").pool == pool


def test_a_pool_or_an_owner_that_is_named_wins(north, money, cast):
    rule(north, CHINA)
    [named] = Lead.objects.capture([{"company": "A", "country": "China"}], by=None, pool=money)
    [owned] = Lead.objects.capture([{"company": "A", "country": "China"}], by=cast.alice, owner=cast.alice)
    assert (named.pool, owned.pool) == (money, None)


def test_a_chunk_is_sorted_with_the_same_number_of_queries_as_one_lead_and_many_rules(north, money):
    for number in range(20):
        rule(north, ("company", Operator.IS, f"No {number}"), position=number)
    rule(money, BANK)
    with CaptureQueriesContext(connection) as one:
        enter(industry_id="finance")
    with CaptureQueriesContext(connection) as many:
        leads = Lead.objects.capture([{"company": f"No {n}", "industry_id": "finance"} for n in range(100)], by=None)
    assert reads(many) == reads(one)
    assert [leads[n].pool for n in (0, 19, 20, 99)] == [north, north, money, money]


def reads(found) -> int:
    """What is written takes more statements where a database takes only so many values in one."""
    return sum(query["sql"].startswith("SELECT") for query in found.captured_queries)


def test_a_lead_by_hand_costs_one_query_for_all_the_rules(pool, cast):
    capture = Lead.objects.capture
    capture([{"company": "Warm"}], by=None, pool=pool)
    with CaptureQueriesContext(connection) as found:
        capture([{"company": "Acme"}], by=None)
    asked = [query["sql"] for query in found.captured_queries if "pools_" in query["sql"] and "SELECT" in query["sql"]]
    assert ["entrycondition" in sql for sql in asked] == [True, False]


def test_who_may_not_own_leads_creates_them_by_hand_where_the_rules_send_them(north, cast, client):
    rule(north, CHINA)
    client.force_login(cast.mia)
    page = client.get(reverse("lead_create")).content.decode()
    assert "by the entry rules" in page
    client.post(reverse("lead_create"), {"company": "Acme", "country": "China"})
    assert (lead := Lead.objects.get()).pool == north
    assert lead.owner is None


def test_over_the_api_a_lead_without_owner_and_pool_goes_by_the_rules(north, cast, client):
    rule(north, CHINA)
    client.force_login(cast.alice)
    answer = client.post("/api/v1/leads/", {"company": "Acme", "country": "China"}, content_type="application/json")
    assert (answer.status_code, answer.json()["pool"]) == (201, "north")
