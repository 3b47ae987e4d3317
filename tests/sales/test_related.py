"""What an account's or a contact's page shows beside it: where it came from, who else may be meant."""

import pytest

from hotcrm.sales.models import Account, Contact, PartnershipAgreement
from tests.factories import make_lead

pytestmark = pytest.mark.django_db


def related_on(client, record):
    found = {str(part.label): part.rows for part in client.get(record.get_absolute_url()).context["related"]}
    return {label: [str(row) for row in rows] for label, rows in found.items() if rows}


def test_leads_of_the_same_company_are_shown_as_far_as_one_sees_them(cast, alice, signed_in, account):
    named = make_lead(owner=cast.alice, company="Elsewhere", last_name="Named", account=account)
    make_lead(owner=cast.alice, company="globex  INDUSTRIES", last_name="Same")
    make_lead(owner=cast.alice, company="Globex Industries Holding", last_name="Other")
    make_lead(owner=cast.mallory, company="Globex Industries", last_name="Hidden")
    assert related_on(alice, account) == {"Related leads": ["Same", "Named"]}
    assert related_on(signed_in("admin"), account) == {"Related leads": ["Hidden", "Same", "Named"]}
    assert f'href="{named.get_absolute_url()}"' in alice.get(account.get_absolute_url()).text


def test_leads_of_the_same_email_are_shown_on_a_contact(cast, alice, contact):
    make_lead(owner=cast.alice, last_name="Same", email="HANK@globex.example")
    make_lead(owner=cast.alice, last_name="Other", email="frank@globex.example")
    assert related_on(alice, contact) == {"Related leads": ["Same"]}


def test_the_lead_it_came_from_stands_by_itself(cast, alice):
    made = make_lead(owner=cast.alice, company="Initech", last_name="Lumbergh").convert(by=cast.alice)
    assert related_on(alice, made.account) == {"Contacts": ["Lumbergh"], "Came from": ["Lumbergh"]}


def test_the_partners_of_its_leads_are_named(cast, alice, account):
    agreement = PartnershipAgreement.objects.create(partner=cast.company, name="A", status="valid")
    make_lead(owner=cast.alice, company="Globex Industries", last_name="Same", agreement=agreement)
    make_lead(owner=cast.alice, company="Globex Industries", last_name="Too", agreement=agreement)
    assert related_on(alice, account)["Partners"] == ["Partner & Co"]


def test_others_that_may_be_the_same_are_shown(cast, alice, account, contact):
    for values in ({"name": "GLOBEX  industries"}, {"name": "By number", "tin": "123456789"}, {"name": "Another"}):
        Account.add(values, by=cast.alice)
    Account.add({"name": "Globex Industries"}, by=cast.mallory)
    Contact.add({"last_name": "Twin", "email": "hank@globex.example"}, by=cast.alice)
    Contact.add({"last_name": "Nobody"}, by=cast.alice)
    assert related_on(alice, account)["Possible duplicates"] == ["GLOBEX  industries", "By number"]
    assert related_on(alice, contact)["Possible duplicates"] == ["Twin"]
