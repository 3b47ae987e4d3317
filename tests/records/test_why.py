"""“Why can I see this?”: all that holds, in words, for one question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotcrm.people.models import Department, User
from hotcrm.records.models import Access, SharingRule
from hotcrm.records.visibility import reasons
from hotcrm.sales.models import Account, AgreementStatus, PartnershipAgreement
from leads.models import Lead
from pools.models import Pool
from tests.factories import make_lead
from tests.records.organisation import make_organisation

pytestmark = pytest.mark.django_db


def why(person, record):
    return reasons(User.objects.get(pk=person.pk), type(record).objects.get(pk=record.pk))


@pytest.mark.parametrize("seed", range(3))
def test_there_is_a_reason_for_everything_that_is_seen(cast, seed):
    make_organisation(seed, cast)
    for user in User.objects.all():
        for lead in Lead.objects.visible_to(user).select_related("owner", "pool"):
            found = reasons(user, lead)
            assert found, (user.username, lead.pk)
            assert len(found) == len(set(found))


def test_each_has_reasons_of_their_own(cast):
    lead = make_lead(owner=cast.alice, pool=Pool.default())
    lead.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
    SharingRule.objects.create(from_user=cast.alice, to_user=cast.mallory)
    Department.objects.filter(pk=cast.sales.pk).update(head=cast.carol)
    found = {name: why(getattr(cast, name), lead) for name in (
        "alice", "bob", "carol", "dave", "mallory", "mia", "auditor", "admin",
    )}  # fmt: skip
    assert found == {
        "alice": ["Belongs to you"],
        "bob": ["You are on its team"],
        "carol": [
            "Belongs to somebody of a department you head",
            "In a pool you administer",
            "Somebody of a department you head is on its team",
        ],
        "dave": ["Belongs to somebody who reports to you", "Somebody who reports to you is on its team"],
        "mallory": ["Shared with you by a rule"],
        **{name: ["Your role sees all"] for name in ("mia", "auditor", "admin")},
    }


def test_what_waits_and_what_stands_under_an_agreement(cast):
    agreement = PartnershipAgreement.objects.create(name="A", partner=cast.company, status=AgreementStatus.VALID)
    assert why(cast.bob, make_lead()) == ["Waits in a pool of yours"]
    assert why(cast.pat, make_lead(agreement=agreement)) == ["Under your company's agreement"]


@pytest.mark.parametrize("name", ["alice", "dave", "carol", "bob", "admin"])
def test_it_costs_one_query_beside_their_reach(cast, name):
    lead = make_lead(owner=cast.alice, pool=Pool.default())
    lead.add_to_team(by=cast.alice, person=cast.bob, access=Access.READ)
    lead, user = Lead.objects.select_related("owner", "pool").get(), User.objects.get(username=name)
    assert list(Lead.objects.visible_to(user)) == [lead]  # their reach is known from here on
    with CaptureQueriesContext(connection) as asked:
        assert reasons(user, lead)
    assert len(asked) == (0 if name == "admin" else 1)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_page_and_the_dialog_say_it(cast, client, headers):
    client.force_login(cast.alice)
    for record in (make_lead(owner=cast.alice), Account.add({"name": "Globex"}, by=cast.alice)):
        url = reverse(f"{record._meta.model_name}_why", args=[record.pk])
        assert url in client.get(record.get_absolute_url()).text
        page = client.get(url, {"next": "https://evil.example/"}, headers=headers)
        assert (page.status_code, "Belongs to you" in page.text, 'href="https://evil' in page.text) == (
            200,
            True,
            False,
        )
        assert ("<html" in page.text) == (not headers)
        client.force_login(cast.bob)
        assert client.get(url).status_code == 404
        client.force_login(cast.alice)
