"""No page of a list of members reads the whole campaign, measured by the databases themselves."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from campaigns.models import Member, MemberStatus
from campaigns.views.members import MemberList
from hotcrm.pages.listing import Listing
from leads.models import Lead
from tests.campaigns.making import make_campaign
from tests.leads.test_plans import _nodes, _read_by, readings, work_on_sqlite

pytestmark = pytest.mark.django_db
MEMBERS = 8_000
MOST_ROWS = 2_000
MOST_STEPS = 30_000
STATUSES = [MemberStatus.SENT, MemberStatus.DELIVERED, MemberStatus.OPENED, MemberStatus.RESPONDED]
QUERIES = [
    "view=all",
    "sort=created_at",
    "view=responded",
    "sort=-responded_at",
    "status=opened",
    "kind=lead",
    "group=b",
]


@pytest.fixture
def big_campaign(cast):
    """Its members were added one a minute; a second campaign has as many."""
    campaigns = [make_campaign(owner=cast.mia), make_campaign(owner=cast.mia)]
    leads = Lead.objects.bulk_create((Lead(company=f"Acme {n}") for n in range(MEMBERS)), batch_size=250)
    now = timezone.now()
    for campaign in campaigns:
        Member.objects.bulk_create(
            (_member(n, lead, campaign, now - timedelta(minutes=n)) for n, lead in enumerate(leads)), batch_size=250
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return campaigns[0]


def _member(n, lead, campaign, at):
    status = STATUSES[n % 4]
    responded = at if status == MemberStatus.RESPONDED else None
    return Member(
        lead=lead,
        campaign=campaign,
        status=status,
        responded_at=responded,
        lead_stage="o",
        arm="ab"[n % 2],
        created_at=at,
    )


def rows_read(read) -> int:
    """Rows of the table of members, as EXPLAIN counts them on PostgreSQL."""
    statements = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read()
    return sum(_explained(sql, params) for sql, params in statements)


def _explained(sql, params) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of this size would fit into memory whole
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    table = Member._meta.db_table
    return sum(_read_by(node) for node in _nodes(plan[0]["Plan"]) if node.get("Relation Name") == table)


def test_no_page_reads_the_whole_campaign(cast, big_campaign):
    on_postgresql = connection.vendor == "postgresql"
    work, most = (rows_read, MOST_ROWS) if on_postgresql else (work_on_sqlite, MOST_STEPS)
    middle = Member.objects.filter(campaign=big_campaign, responded_at__isnull=False).order_by("pk")[MEMBERS // 8]
    too_much = []
    for person in (cast.mia, cast.admin):
        page = MemberList.for_person(person, big_campaign.pk)
        for query in QUERIES:
            one = Listing(page, person, QueryDict(query))
            one.selection.first(1)
            place = one.state.order.place_of(middle, 1)
            for read in readings(one.selection, place):
                if (done := work(read)) > most:
                    too_much.append((person.username, query, done))
    assert too_much == []


def test_a_full_walk_would_be_noticed(cast, big_campaign):
    """The control: a condition no index serves."""
    on_postgresql = connection.vendor == "postgresql"
    work, most = (rows_read, MOST_ROWS) if on_postgresql else (work_on_sqlite, MOST_STEPS)
    assert work(lambda: list(Member.objects.filter(campaign=big_campaign, value=-1))) > most
