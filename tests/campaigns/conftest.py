import pytest

from hotcrm.sales.models import Account, Contact


@pytest.fixture
def contact(db):
    return Contact.objects.create(account=Account.objects.create(name="Acme"), last_name="Contact")
