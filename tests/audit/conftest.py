import pytest
from django.db import connection
from django.test import Client

from hotcrm import append_only
from hotcrm.audit.models import AuditEntry
from tests.audit.protection import TABLE, UNLESS

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def as_(cast):
    """`as_("alice")` is a browser of Alice's. What signing in tells is not what these tests are about."""

    def browser(name, **kwargs):
        client = Client(**kwargs)
        client.force_login(getattr(cast, name), backend=BACKEND)
        AuditEntry.objects.all().delete()
        return client

    return browser


@pytest.fixture
def protected(db):
    """As it is where the product is served."""
    append_only.protect(connection, TABLE, unless=UNLESS)
    yield
    append_only.release(connection, TABLE)
