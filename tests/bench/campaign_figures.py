"""How quick the figures of campaigns are: of one with every lead as a member, of a thousand, and of attribution.

What it adds stays in the database; a second run adds nothing.
"""

import time
from datetime import timedelta
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.figures import figures_of
from campaigns.gathering import By, Gathered
from campaigns.models import Campaign, Member
from hotcrm.people.models import User
from hotcrm.sales.models import Account, Contact, Opportunity, Stage
from leads.models import Lead

from .databases import tidy_up

CAMPAIGNS, DEALS, CONTACTS, MOST_MEMBERS = 1_000, 100_000, 5_000, 1_000_000
CODE, ROUNDS = "bench-figures", 7
STATUSES = (
    "sent",
    "sent",
    "delivered",
    "opened",
    "clicked",
    "responded",
    "attended",
    "converted",
    "bounced",
    "no_show",
)


def measure() -> dict[str, str]:
    fill()
    big = Campaign.objects.get(code=CODE)
    every = list(Campaign.objects.order_by("-pk")[:CAMPAIGNS])
    members, admin = big.members.count(), User.objects.get(username="admin")
    pages = signed_in(admin)
    return {
        f"figures of a campaign of {members:,}": timed(lambda: figures_of([big])),
        f"figures of {len(every):,} campaigns": timed(lambda: figures_of(every)),
        f"page of a campaign of {members:,}": timed(lambda: asked(pages, f"/campaigns/{big.pk}/")),
        f"list of {len(every):,} campaigns": timed(lambda: asked(pages, "/campaigns/?view=all")),
        f"attribution of {DEALS:,} won": timed(lambda: Gathered(admin, By.CAMPAIGN).lines, rounds=3),
    }


def timed(read, rounds=ROUNDS) -> str:
    read()
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        read()
        spent.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as queries:
        read()
    return f"{median(spent):.0f} ms (quickest {min(spent):.0f}), {len(queries)} queries"


def signed_in(person) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asked(client, url):
    assert client.get(url).status_code == 200


def fill():
    if Campaign.objects.filter(code=CODE).exists():
        return
    owner = User.objects.get(username="mia")
    campaigns = Campaign.objects.bulk_create(
        Campaign(name=f"Bench {number}", code=f"{CODE}-{number}", owner=owner) for number in range(CAMPAIGNS - 1)
    )
    big = Campaign.objects.create(name="Bench", code=CODE, owner=owner)
    _enrol_all(big)
    _win(campaigns, owner)
    tidy_up()


def _enrol_all(campaign):
    """Every lead is a member, in all statuses. As SQL: a million verbs would take longer than what is measured."""
    values = {
        "campaign_id": str(campaign.pk),
        "lead_id": "id",
        "status": f"CASE id % {len(STATUSES)} {cases(STATUSES)} END",
        "reached": "CASE WHEN id % 10 IN (0, 1, 8) THEN 0 ELSE 1 + id % 3 END",
        "lead_stage": "CASE WHEN status = 'converted' THEN 'c' ELSE 'o' END",
        "responded_at": "CASE WHEN id % 10 IN (5, 6, 7) THEN created_at END",
        "is_held_out": "id % 20 = 19",
        "arm": "''",
        "created_at": "created_at",
        "updated_at": "created_at",
        "version": "1",
    }
    columns = {field.column for field in Member._meta.concrete_fields}
    taken = {column: value for column, value in values.items() if column in columns}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Member._meta.db_table} ({', '.join(taken)}) SELECT {', '.join(taken.values())}"
            f" FROM {Lead._meta.db_table} WHERE discarded_at IS NULL ORDER BY id LIMIT {MOST_MEMBERS}"
        )


def cases(words) -> str:
    return " ".join(f"WHEN {number} THEN '{word}'" for number, word in enumerate(words))


def _win(campaigns, owner):
    """Deals that are won, each with a contact who responded to three campaigns."""
    now, account = timezone.now(), Account.objects.create(name="Benchmark", owner=owner)
    contacts = Contact.objects.bulk_create(
        Contact(account=account, last_name=f"Contact {number}", owner=owner) for number in range(CONTACTS)
    )
    Member.objects.bulk_create(
        (
            Member(
                campaign=campaigns[(number * 7 + touch * 13) % len(campaigns)],
                contact=contact,
                status="responded",
                responded_at=now - timedelta(days=10 + 9 * touch),
            )
            for number, contact in enumerate(contacts)
            for touch in range(3)
        ),
        batch_size=5_000,
    )
    for start in range(0, DEALS, 5_000):
        Opportunity.objects.bulk_create(
            Opportunity(
                name="Bench",
                name_key="bench",
                account=account,
                owner=owner,
                primary_contact=contacts[number % CONTACTS],
                campaign=campaigns[number % len(campaigns)] if number % 3 else None,
                stage=Stage.CLOSED_WON,
                amount=number % 997 * 100 + 1,
                closed_at=now - timedelta(minutes=number % 9_000),
            )
            for number in range(start, start + 5_000)
        )
