"""What the figures of campaigns are counted from stands in indexes: the tables themselves are not read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.figures import figures_of
from campaigns.models import Member
from hotcrm.sales.models import Account, Opportunity, Stage
from leads.models import Lead

from .making import make_campaign

pytestmark = pytest.mark.django_db
COVERED = {
    "campaigns_member": "member_figures",
    "leads_lead": "lead_campaign",
    "sales_opportunity": "opportunity_campaign",
}


@pytest.fixture
def many(db):
    """Two campaigns of two thousand members each, of forty; their leads and opportunities."""
    campaigns = [make_campaign() for _ in range(40)]
    leads = Lead.objects.bulk_create(
        (Lead(company=f"Acme {n}", campaign=campaigns[n % 40]) for n in range(2_000)), batch_size=250
    )
    Member.objects.bulk_create(
        (
            Member(campaign=campaign, lead=lead, status="sent", lead_stage="o")
            for campaign in campaigns[:2]
            for lead in leads
        ),
        batch_size=250,
    )
    account = Account.objects.create(name="Acme")
    Opportunity.objects.bulk_create(
        (
            Opportunity(name="D", account=account, campaign=campaigns[n % 40], stage=Stage.CLOSED_WON, amount=n)
            for n in range(2_000)
        ),
        batch_size=250,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return campaigns


def plans(read) -> dict[str, str]:
    """How the database finds what is counted, by the table that it is counted from."""
    with CaptureQueriesContext(connection) as queries:
        read()
    found = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # the tables of a test are small, and nobody could vacuum them
            cursor.execute("UPDATE pg_class SET relallvisible = relpages WHERE relname = ANY(%s)", [list(COVERED)])
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        for query in queries:
            table = re.search(r'FROM "(\w+)"', query["sql"])
            if table and table[1] in COVERED:
                how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
                cursor.execute(f"{how} {query['sql']}")
                found[table[1]] = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return found


def covered(table) -> str:
    if connection.vendor == "postgresql":
        return f"Index Only Scan using {COVERED[table]} on {table}"
    return f"USING COVERING INDEX {COVERED[table]}"


def test_one_campaign_is_counted_from_indexes(many):
    found = plans(lambda: figures_of(many[:1]))
    assert found.keys() == COVERED.keys()
    for table, plan in found.items():
        assert covered(table) in plan, plan


def test_many_campaigns_are_counted_from_indexes(many):
    found = plans(lambda: figures_of(many))
    for table, plan in found.items():
        assert covered(table) in plan, plan


def test_another_index_would_be_noticed(many):
    """The control: what the index does not hold is read from the table."""
    found = plans(lambda: list(Member.objects.filter(campaign=many[0]).values_list("value").order_by()))
    assert covered("campaigns_member") not in found["campaigns_member"]
