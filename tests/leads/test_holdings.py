"""Who had a lead, where it waited, by whose hand and why it went on."""

import pytest

from hotcrm.activities.models import ActivityKind
from leads.holdings import holdings_of
from leads.models import Lead
from pools.models import Pool, ReturnReason
from tests.factories import PoolFactory, make_lead

KERNEL = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def lead(cast, pool):
    """Waited, was claimed, came back, was assigned, moved, taken back by a rule's run."""
    lead = make_lead()
    lead.claim(by=cast.alice)
    lead.return_to_pool(by=cast.alice, reason=ReturnReason.objects.get(code="no_intent"))
    lead.assign(by=cast.carol, to=cast.bob)
    lead.log(by=cast.bob, kind=ActivityKind.objects.get(code="call"))
    other = PoolFactory(name="Other")
    other.administrators.add(cast.carol)
    lead.transfer(by=None, to=other)
    lead.reclaim(by=None, reason="system")
    return Lead.objects.get(pk=lead.pk)


def test_every_owner_and_pool_has_its_time(lead, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        found = holdings_of(lead)
    public, other = Pool.default(), Pool.objects.get(name="Other")
    assert [(one.verb, one.owner, one.pool, one.by, one.reason) for one in found] == [
        ("reclaim", None, other, None, ""),
        ("transfer", cast.bob, other, None, ""),
        ("assign", cast.bob, public, cast.carol, ""),
        ("return_to_pool", None, public, cast.alice, "No intent now"),
        ("claim", cast.alice, public, cast.alice, ""),
        ("create", None, public, None, ""),
    ]
    assert [one.until for one in found] == [None, *(one.since for one in found[:-1])]


def test_whoever_sees_the_lead_reads_it(lead, cast, client):
    client.force_login(cast.pat, backend=KERNEL)
    assert client.get(f"/leads/{lead.pk}/owners/").status_code == 404
    client.force_login(cast.carol, backend=KERNEL)
    page = client.get(f"/leads/{lead.pk}/owners/").text
    assert all(word in page for word in ("Claimed", "No intent now", "Transferred", "Bob", "Alice"))
