"""How quick the board of opportunities is with a hundred thousand of them.

    python -m tests.bench --only board --leads 10000

or, in the database DATABASE_URL names (filled with `demo --leads 10000` before): `python -m tests.bench.bench_board`.
What it adds stays in the database; a second run adds nothing.
"""

import os
import sys
import time
from datetime import timedelta
from itertools import cycle
from statistics import median

MOST = 100_000
FEW, MANY = 40, 5_000  # of a rep's
PEOPLE = {"tina": "rep, 40 deals", "max": "rep, 5,000 deals", "helen": "manager of 200", "admin": "administrator"}
ROUNDS = 15
STAGES = ("prospecting",) * 3 + ("qualification", "needs_analysis", "proposal", "negotiation")
CLOSED = ("closed_won", "closed_lost") * 3
NAME = "Benchmark deal"


def measure() -> dict[str, str]:
    """Whole responses of the board: the median and the quickest of some rounds, and the queries of one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fill()
    figures = {}
    for username, words in PEOPLE.items():
        client, seconds = signed_in(username), []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            assert client.get("/opportunities/board/").status_code == 200
            seconds.append(1000 * (time.perf_counter() - began))
        with CaptureQueriesContext(connection) as queries:
            client.get("/opportunities/board/")
        asked = sum(float(query["time"]) for query in queries) * 1000
        figures[f"board of {MOST:,}, {words}"] = (
            f"{median(seconds):.0f} ms (quickest {min(seconds):.0f}), {len(queries)} queries, {asked:.0f} ms of them"
        )
    return figures


def signed_in(username):
    from django.test import Client

    from hotcrm.people.models import User

    client = Client(headers={"host": "127.0.0.1"})
    person = User.objects.get(username=username)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fill():
    """Two in five are open. Tina has few, Max many, the rest are of everybody else who sells."""
    from django.db import connection
    from django.utils import timezone

    from hotcrm.people.models import User
    from hotcrm.people.roles import SELLING
    from hotcrm.sales.models import PROBABILITY, Account, LossReason, Opportunity

    if Opportunity.objects.filter(name=NAME).exists():
        return
    sellers = User.objects.filter(groups__name__in=SELLING).exclude(username__in=("tina", "max")).distinct()
    owners = cycle(sellers.values_list("pk", flat=True))
    few, many = (User.objects.get(username=name).pk for name in ("tina", "max"))
    account = Account.objects.create(name="Benchmark", owner_id=many)
    now, reason = timezone.now(), LossReason.objects.first()

    def deal(number):
        stage = CLOSED[number % 6] if number % 5 > 1 else STAGES[number // 5 % 7]
        return Opportunity(
            name=NAME,
            name_key=NAME.lower(),
            account=account,
            owner_id=few if number % (MOST // FEW) == 0 else many if number % (MOST // MANY) == 1 else next(owners),
            stage=stage,
            stage_before="negotiation" if stage in CLOSED else "",
            closed_at=now if stage in CLOSED else None,
            loss_reason=reason if stage == "closed_lost" else None,
            probability=PROBABILITY[stage],
            amount=number % 997 * 100,
            close_on=timezone.localdate() + timedelta(days=number % 90),
            created_at=now - timedelta(minutes=number * 7919 % MOST),
        )

    for start in range(0, MOST, 5_000):
        Opportunity.objects.bulk_create(deal(number) for number in range(start, start + 5_000))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE sales_opportunity" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotcrm.settings")
    import django

    django.setup()
    for label, figure in measure().items():
        sys.stdout.write(f"{label}: {figure}\n")
