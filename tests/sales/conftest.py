"""A deal of Alice's, with its account and contact."""

import pytest
from django.test import Client

from hotcrm.sales.models import Account, Contact, Opportunity


@pytest.fixture
def account(cast):
    return Account.add({"name": "Globex Industries", "phone": "+49 30 123456", "tin": "123456789"}, by=cast.alice)


@pytest.fixture
def contact(cast, account):
    values = {"first_name": "Hank", "last_name": "Scorpio", "email": "hank@globex.example", "account": account}
    return Contact.add(values, by=cast.alice)


@pytest.fixture
def deal(cast, account, contact):
    values = {"name": "Hammocks", "account": account, "primary_contact": contact, "amount": 1000}
    return Opportunity.add(values, by=cast.alice)


@pytest.fixture
def three(account, contact, deal):
    return [account, contact, deal]


@pytest.fixture
def signed_in(cast):
    def sign_in(name):
        client = Client()
        client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def alice(signed_in):
    return signed_in("alice")
