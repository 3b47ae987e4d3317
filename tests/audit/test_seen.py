"""Who opened which record, once an hour, without the page waiting for it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotcrm.audit.models import AuditEntry
from hotcrm.people.models import ApiToken
from hotcrm.sales.models import Account, Contact, Opportunity
from tests.api.programs import program
from tests.audit.conftest import BACKEND
from tests.audit.protection import told
from tests.conftest import make_cast
from tests.factories import make_lead


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice)


def test_a_record_that_was_opened_is_told_once_an_hour(as_, lead):
    alice, hour = as_("alice"), timezone.now().replace(minute=0)
    for minutes in (1, 59, 61):
        with time_machine.travel(hour + timedelta(minutes=minutes), tick=False):
            alice.get(lead.get_absolute_url())
    assert told() == [("saw", "alice", "lead", lead.pk)] * 2


def test_every_kind_of_record_and_every_way_to_look_counts(as_, cast):
    account = Account.add({"name": "Acme"}, by=cast.alice)
    contact = Contact.add({"last_name": "Doe", "account": account}, by=cast.alice)
    deal = Opportunity.add({"name": "Big", "account": account}, by=cast.alice)
    alice, lead = as_("alice"), make_lead(owner=cast.alice)
    for record in (account, contact, deal):
        alice.get(record.get_absolute_url())
    alice.get(reverse("lead_edit", args=[lead.pk]))  # shows as much as its page
    assert told() == [
        ("saw", "alice", "account", account.pk),
        ("saw", "alice", "contact", contact.pk),
        ("saw", "alice", "opportunity", deal.pk),
        ("saw", "alice", "lead", lead.pk),
    ]


def test_the_administration_shows_records_too(as_, lead):
    as_("admin").get(reverse("admin:leads_lead_change", args=[lead.pk]))
    assert told() == [("saw", "admin", "lead", lead.pk)]


def test_a_program_is_told_with_its_token(cast, lead):
    client = program(cast.alice)
    AuditEntry.objects.all().delete()
    client.get(f"/api/v1/leads/{lead.pk}/")
    client.get("/api/v1/leads/", {"status": "new", "q": "Geheimrat"})
    client.get("/api/v1/leads/", {"status": "new", "q": "Another"})
    assert told() == [("saw", "alice", "lead", lead.pk), ("listed", "alice", "lead", None)]
    first, second = AuditEntry.objects.order_by("pk")
    assert first.token in ApiToken.objects.filter(user=cast.alice)
    assert second.data == {"view": "all", "filters": ["q", "status"]}


def test_lists_searches_and_what_is_no_record_are_not_told(as_, lead):
    alice = as_("alice")
    for url in ("/leads/", "/leads/?q=Doe", "/search/?q=Doe", "/profile/", "/pools/", "/runs/"):
        alice.get(url)
    assert told() == []


@pytest.mark.parametrize(
    ("peer", "kept"), [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::7"), ("unix:/run/it", None)]
)
def test_the_address_is_that_of_the_peer_whatever_it_claims(as_, lead, peer, kept):
    as_("alice", REMOTE_ADDR=peer).get(lead.get_absolute_url(), headers={"X-Forwarded-For": "203.0.113.9"})
    assert AuditEntry.objects.get().address == kept


def test_it_costs_one_statement_and_none_while_it_is_known(as_, lead):
    alice, counts = as_("alice"), []
    alice.get("/profile/")
    for _turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            alice.get(lead.get_absolute_url())
        counts.append([query["sql"].split()[0] for query in asked if "audit_" in query["sql"]])
    assert counts == [["INSERT"], []]
    cache.clear()
    alice.get(lead.get_absolute_url())
    assert AuditEntry.objects.count() == 1  # the constraint knew it


@pytest.mark.django_db(transaction=True)
def test_no_page_fails_because_it_cannot_be_written(caplog):
    cast = make_cast()
    lead, alice = make_lead(owner=cast.alice), Client()
    alice.force_login(cast.alice, backend=BACKEND)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry RENAME TO out_of_order")
        try:
            assert alice.get(lead.get_absolute_url()).status_code == 200
        finally:
            cursor.execute("ALTER TABLE out_of_order RENAME TO audit_auditentry")
    assert "could not be written to the audit" in caplog.text
    alice.get(lead.get_absolute_url())
    assert told("saw") == [("saw", "alice", "lead", lead.pk)]  # what failed is not taken for written
