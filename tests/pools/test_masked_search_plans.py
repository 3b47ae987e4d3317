"""Who searches a pool that hides something is answered from the text index too: no search reads the whole table."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.people.models import User
from leads.models import Lead, LeadSearch
from leads.models.masking import hidden_by
from leads.search import mark_of
from pools.models import Pool
from tests.leads.test_plans import MOST_ROWS, _double, work_on_postgresql, work_on_sqlite

DOUBLED = 5  # times: sixteen thousand leads
RARE, FOUND = "sparrow", 8
MOST_STEPS = 40_000  # a walk through all of them takes twice as many


@pytest.fixture
def big_pool(cast, pool):
    """It hides e-mail addresses. A few hold a rare word where everybody may read it, as many where it is hidden."""
    Pool.objects.filter(pk=pool.pk).update(hidden_fields=["email"])
    Lead.objects.bulk_create((Lead(company=f"Acme {n}", pool=pool, score=n % 101) for n in range(500)), batch_size=250)
    for _ in range(DOUBLED):
        _double()
    mark = mark_of(hidden_by(["email"]))
    LeadSearch.objects.bulk_create(
        LeadSearch(lead_id=pk, words=f" acme n{n % 700} {_rare(n)}", shown=f" {mark} acme {_rare(n, shown=True)}")
        for n, pk in enumerate(Lead.objects.order_by("pk").values_list("pk", flat=True))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return pool


def _rare(n, *, shown=False) -> str:
    return f"{RARE} " if n % 2_000 == 0 or (not shown and n % 2_000 == 7) else ""


def searched(person, text):
    rows = Lead.objects.visible_to(User.objects.get(pk=person.pk)).search(text)
    return lambda: list(rows.order_by("-created_at", "-id").values_list("pk", flat=True)[:51])


def test_a_rare_word_is_found_by_the_index_whoever_reads_what(cast, big_pool):
    on_postgresql = connection.vendor == "postgresql"
    work, most = (work_on_postgresql, MOST_ROWS) if on_postgresql else (work_on_sqlite, MOST_STEPS)
    for person, number in ((cast.alice, FOUND), (cast.carol, 2 * FOUND)):
        read = searched(person, RARE)
        assert (person.username, len(read())) == (person.username, number)
        assert work(read) <= most


def test_the_text_index_stands_in_the_plan(cast, big_pool):
    with CaptureQueriesContext(connection) as asked:
        searched(cast.alice, RARE)()
    [sql] = [query["sql"] for query in asked if "shown" in query["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # a table of this size would fit into memory whole
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{sql}")
        plan = str(cursor.fetchall())
    assert "leads_words" in plan
    assert "Seq Scan on leads_lead " not in plan
    assert "SCAN leads_lead'" not in plan


def test_control_a_word_looked_for_in_the_leads_themselves_reads_every_row(cast, big_pool):
    on_postgresql = connection.vendor == "postgresql"
    work, most = (work_on_postgresql, MOST_ROWS) if on_postgresql else (work_on_sqlite, MOST_STEPS)
    assert work(lambda: list(Lead.objects.filter(company__contains=RARE))) > most
