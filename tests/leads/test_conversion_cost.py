"""How many statements a conversion over the page takes, whatever it carries along."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotcrm.activities.models import ActivityKind, ActivityLink, Task
from hotcrm.sales.models import Account, Contact, Opportunity
from leads.models import Conversion, Status
from tests.factories import make_lead
from tests.probes.convert import typed

MOST = 25
OF_THE_TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture
def lead(cast):
    return worked_lead(cast.alice)


def worked_lead(owner, *, calls=1):
    lead = make_lead(
        owner=owner,
        company="Globex",
        email="hank@globex.test",
        phone="+1 202 555 0123",
        industry_id="technology",
        lead_source_id="webinar",
        status=Status.WORKING,
    )
    for _ in range(calls):
        lead.log(by=owner, kind=ActivityKind.objects.get(code="call"), body="Talked.")
        lead.plan_task(by=owner, title="Call again", assignee=owner)
    return lead


@pytest.fixture(autouse=True)
def content_types(db):
    """Asked once in the life of a process."""
    ContentType.objects.get_for_models(Account, Contact, Opportunity)


def statements_of(client, lead) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(f"/leads/{lead.pk}/convert/", typed(lead) | {"account_industry": "technology"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/leads/{lead.pk}/converted/")
    found = (query["sql"] for query in asked.captured_queries)
    return [statement for statement in found if not statement.startswith(OF_THE_TRANSACTION)]


def test_a_conversion_over_the_page_takes_at_most_twenty_five_statements(client, cast, lead):
    """The session, who asks, and what they may see included."""
    client.force_login(cast.alice)
    assert len(statements_of(client, lead)) <= MOST
    made = Conversion.objects.get(lead=lead)
    assert made.made == ["account", "contact", "opportunity"]
    assert ActivityLink.objects.filter(object_id=made.account_id, type__model="account").count() == 1
    assert Task.objects.about(made.opportunity).open().count() == 1
    assert (made.account.industry_id, made.opportunity.lead_source_id) == ("technology", "webinar")


def test_what_is_carried_along_costs_nothing_more_the_more_it_is(client, cast):
    client.force_login(cast.alice)
    one, many = worked_lead(cast.alice), worked_lead(cast.alice, calls=10)
    many.company = "Other"
    assert len(statements_of(client, one)) == len(statements_of(client, many))
