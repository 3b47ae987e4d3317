"""The board reads a few rows of each column, however many there are: nothing sorts them, and for whom only their own
count nothing reads them all. Measured by the databases themselves, as in tests/leads/test_plans.py."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotcrm.people.models import Reporting, User
from hotcrm.sales.models import Account, Opportunity, Stage
from tests.factories import UserFactory
from tests.leads.test_plans import work_on_sqlite

pytestmark = pytest.mark.django_db
BOARD = "/opportunities/board/"
MANY = 6_000
MOST_STEPS = 25_000  # of SQLite's machine; a column's page takes 6,500 to 15,500, the table 43,600
PEOPLE = ("alice", "bob", "dave", "admin")


@pytest.fixture
def many(cast):
    """Alice has seven of six thousand, Dave's thirty people half of them."""
    people = User.objects.bulk_create([UserFactory.build(manager=cast.dave if n < 30 else None) for n in range(60)])
    Reporting.rebuild()
    account = Account.objects.create(name="Globex")
    stages = [stage for stage in Stage if stage != Stage.CLOSED_LOST]

    def deal(number, owner):
        return Opportunity(
            name=f"Deal {number}",
            account=account,
            owner=owner,
            stage=stages[number % 6],
            amount=number,
            created_at=timezone.now() - timedelta(minutes=number * 7919 % MANY),
        )

    Opportunity.objects.bulk_create((deal(n, people[n % 60]) for n in range(MANY)), batch_size=250)
    Opportunity.objects.bulk_create(deal(n, cast.alice) for n in range(7))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def statements(person):
    """What the board asks of the table of opportunities."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.get(BOARD)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(BOARD).status_code == 200
    return [query["sql"] for query in queries if 'FROM "sales_opportunity"' in query["sql"]], len(queries)


def test_the_board_asks_the_same_number_of_questions_of_few_and_of_many(cast, many):
    found = {name: statements(getattr(cast, name))[1] for name in PEOPLE}
    assert max(found.values()) <= 24, found


def test_no_column_is_sorted_and_none_is_read_to_its_end(cast, many):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of this size would fit into memory whole
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = on")
    for name in PEOPLE:
        asked, _ = statements(getattr(cast, name))
        cards = [sql for sql in asked if "SUM(" not in sql and "LIMIT" in sql]
        assert len(cards) >= 6, name
        assert [sql for sql in cards if reads_too_much(sql)] == [], name


def test_a_sort_of_all_would_be_noticed(cast, many):
    """The control: an order that no index has."""
    sql = 'SELECT * FROM "sales_opportunity" ORDER BY description DESC, name LIMIT 20'
    assert reads_too_much(sql)


def reads_too_much(sql) -> bool:
    """More than ten pages of a column."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            answer = cursor.fetchone()[0]
        plan = json.loads(answer) if isinstance(answer, str) else answer
        return max((rows for rows in sorted_rows(plan[0]["Plan"])), default=0) > 400
    return work_on_sqlite(lambda: run(sql)) > MOST_STEPS


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()


def sorted_rows(node):
    """How many rows each sort of a plan took in."""
    if node["Node Type"] == "Sort":
        yield sum(child["Actual Rows"] * child["Actual Loops"] for child in node["Plans"])
    for child in node.get("Plans", ()):
        yield from sorted_rows(child)
