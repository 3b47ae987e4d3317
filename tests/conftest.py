"""The cast everybody knows, and the database they work in."""

from types import SimpleNamespace

import pytest
from django.db import connection

from hotcrm import append_only
from hotcrm.people.models import PartnerCompany
from hotcrm.people.roles import Role
from pools.models import Pool
from tests.factories import DepartmentFactory, UserFactory
from tests.lanes import celery_worker_process, empty_cache, pytest_collection_modifyitems  # noqa: F401
from tests.skips import (  # noqa: F401
    pytest_collectreport,
    pytest_runtest_logreport,
    pytest_sessionfinish,
    pytest_terminal_summary,
)

PROTECTED = ("records_event", "audit_auditentry")


@pytest.fixture
def protected_tables(db):
    """The history and the audit as they are where the product is served: the database refuses to change them."""
    for table in PROTECTED:
        append_only.protect(connection, table)
    yield
    for table in PROTECTED:
        append_only.release(connection, table)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests empty their tables, so the protection of the history is lifted here, and tested by itself."""
    with django_db_blocker.unblock():
        for table in PROTECTED:
            append_only.release(connection, table)


@pytest.fixture
def cast(db):
    """Alice and Bob (reps), Carol (pool administrator), Dave (their manager), Mallory (other department),
    Mia (marketer), Pat (partner), an auditor and the CRM administrator."""
    return make_cast()


def make_cast():
    sales, other = DepartmentFactory(name="Sales"), DepartmentFactory(name="Other sales")
    dave = UserFactory(username="dave", department=sales, roles=[Role.SALES_MANAGER])
    alice = UserFactory(username="alice", department=sales, manager=dave, roles=[Role.SALES_REP])
    bob = UserFactory(username="bob", department=sales, manager=dave, roles=[Role.SALES_REP])
    carol = UserFactory(username="carol", department=sales, roles=[Role.SALES_REP])
    Pool.default().administrators.add(carol)
    mallory = UserFactory(username="mallory", department=other, roles=[Role.SALES_REP])
    mia = UserFactory(username="mia", roles=[Role.MARKETER])
    company = PartnerCompany.objects.create(name="Partner & Co")
    pat = UserFactory(username="pat", partner_company=company, roles=[Role.PARTNER])
    auditor = UserFactory(username="auditor", roles=[Role.AUDITOR])
    admin = UserFactory(username="admin", roles=[Role.CRM_ADMIN], is_staff=True, is_superuser=True)
    return SimpleNamespace(
        alice=alice,
        bob=bob,
        carol=carol,
        dave=dave,
        mallory=mallory,
        mia=mia,
        pat=pat,
        auditor=auditor,
        admin=admin,
        sales=sales,
        company=company,
    )


@pytest.fixture
def pool(db):
    return Pool.default()


@pytest.fixture
def as_(client):
    """`as_(cast.alice)`: the browser of the test, in which she is signed in."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in
