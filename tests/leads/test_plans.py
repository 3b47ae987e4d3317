"""No page of any view reads the whole table, whoever asks: measured by the databases themselves.

PostgreSQL says how many rows each scan read, SQLite how many steps its machine took. The people are those whom
indexes serve worst: somebody with a handful of leads, somebody whose leads are the oldest of all, a manager of many.
"""

import json
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from hotcrm.pages.listing import Listing
from hotcrm.pages.selection import FEW
from hotcrm.people.models import Reporting, User
from hotcrm.records.among import LISTED
from hotcrm.records.models import SharingRule, TeamMember
from hotcrm.records.verbs import type_of
from leads.models import Lead, Status
from leads.views.listing import LeadList
from tests.factories import DepartmentFactory, UserFactory

DOUBLED = 4  # times: forty thousand leads
MOST_ROWS = 4_000  # read for a page: fifty a branch, or ten times a page for those who see the leads of many
MOST_STEPS = 100_000  # a look at the front of 560 owners each; a walk through the table takes half as much again
PEOPLE = ["alice", "bob", "carol", "dave", "mallory", "mia", "pat", "admin", "quentin"]
SORTS = ["-created_at", "created_at", "-score", "score", "next_follow_up_on", "-next_follow_up_on"]
QUERIES = [f"view=all&sort={sort}" for sort in SORTS]
SOURCES = ["website", "webinar", "trade_show", "event", "social_media", "referral", "cold_call", "partner", "email"]
OWNED = [Status.WORKING] * 4 + [Status.NEW, Status.NURTURING, Status.QUALIFIED, Status.UNQUALIFIED, Status.CONVERTED]


@pytest.fixture
def big_table(cast, pool):
    """Alice has five leads among forty thousand, Bob the five oldest, Dave's thirty people half of them all. Quentin
    is shown the leads of a department of more people than statements list, of whom sixty have any."""
    department, quentin = DepartmentFactory(), UserFactory(username="quentin")
    people = [UserFactory.build(manager=cast.dave if n < 30 else None, department=department) for n in range(60)]
    people = User.objects.bulk_create(people)
    User.objects.bulk_create(UserFactory.build(department=department) for _ in range(LISTED))
    SharingRule.objects.create(from_department=department, to_user=quentin)
    Reporting.rebuild()
    Lead.objects.bulk_create((_lead(n, people[n % 60] if n % 3 else None, pool) for n in range(2_500)), batch_size=250)
    for _ in range(DOUBLED):
        _double()
    few = Lead.objects.bulk_create(_lead(n * 499, cast.alice, pool) for n in range(5))
    Lead.objects.bulk_create(_lead(n - 100, cast.bob, pool) for n in range(5))
    TeamMember.objects.bulk_create(
        TeamMember(type=type_of(Lead), object_id=lead.pk - 99, user=cast.alice) for lead in few
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _double():
    columns = ", ".join(f'"{field.column}"' for field in Lead._meta.concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO leads_lead ({columns}) SELECT {columns} FROM leads_lead")


def _lead(n, owner, pool):
    day = timezone.localdate() + timedelta(days=n % 40 - 10)
    status = OWNED[n // 3 % 9] if owner else Status.DISCARDED if n % 60 == 0 else Status.NEW
    return Lead(
        company=f"Acme {n}",
        owner=owner,
        pool=pool if owner is None or n % 2 else None,
        status=status,
        discarded_at=timezone.now() if status == Status.DISCARDED else None,
        unqualified_reason_id="other" if status == Status.UNQUALIFIED else None,
        created_at=timezone.now() - timedelta(hours=2_500 - n),
        score=n * 37 % 101,
        data_completeness=n * 53 % 101,
        rating=n * 7 % 6,
        lead_source_id=SOURCES[n // 7 % len(SOURCES)],
        next_follow_up_on=day if owner and n % 5 == 0 else None,
    )


def readings(selection, place):
    """The first page, and one from the middle of the table."""
    yield lambda: selection.first(51)
    yield lambda: selection.after(place, 51)


def views_of(user):
    views = Listing(LeadList, user, QueryDict()).views.shipped
    return [f"view={slug}" for slug in views if slug != "by-source"] + QUERIES


def test_no_page_reads_the_whole_table(cast, big_table):
    middle = Lead.objects.order_by("pk")[21_250]
    work = work_on_postgresql if connection.vendor == "postgresql" else work_on_sqlite
    most = MOST_ROWS if connection.vendor == "postgresql" else MOST_STEPS
    too_much = []
    for name in PEOPLE:
        user = User.objects.get(username=name)
        for query in views_of(user):
            one = Listing(LeadList, user, QueryDict(query))
            one.selection.first(1)
            for number, read in enumerate(readings(one.selection, one.state.order.place_of(middle, 1))):
                if (done := work(read)) > most:
                    too_much.append((name, query, "deep" if number else "first", done))
    assert too_much == []


def test_no_count_by_source_reads_the_whole_table(cast, big_table):
    """The people see many leads or few, of sources that are common or that no lead has."""
    work = work_on_postgresql if connection.vendor == "postgresql" else work_on_sqlite
    sources = ["website", "referral", "vendor", "card_scan"]
    most = 4 * FEW if connection.vendor == "postgresql" else 5 * MOST_STEPS
    too_much = []
    for name in PEOPLE:
        selection = Listing(LeadList, User.objects.get(username=name), QueryDict("view=by-source")).selection
        if (done := work(partial(selection.count_by, "lead_source_id", sources))) > most:
            too_much.append((name, done))
    assert too_much == []


def test_a_full_walk_would_be_noticed(cast, big_table):
    """The control: a condition no index serves."""
    work = work_on_postgresql if connection.vendor == "postgresql" else work_on_sqlite
    most = MOST_ROWS if connection.vendor == "postgresql" else MOST_STEPS
    assert work(lambda: list(Lead.objects.filter(city="Nowhere"))) > most


def work_on_sqlite(read) -> int:
    """Steps of the virtual machine."""
    steps = 0

    def count():
        nonlocal steps
        steps += 100
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 100)
    try:
        read()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps


def work_on_postgresql(read) -> int:
    """Rows of the lead table that were read, as EXPLAIN counts them."""
    statements = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read()
    return sum(_rows_read(sql, params) for sql, params in statements)


def _rows_read(sql, params) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of this size would fit into memory whole
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    return sum(_read_by(node) for node in _nodes(plan[0]["Plan"]) if node.get("Relation Name") == Lead._meta.db_table)


def _read_by(node) -> int:
    return (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]


def _nodes(node):
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)
