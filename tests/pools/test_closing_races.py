"""A lead comes back to a pool, or into it, while somebody closes it: it never waits in a pool that is closed."""

from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from hotcrm.people.models import User
from hotcrm.records.refusals import Refused
from leads.models import Lead, Status
from pools.models import Pool, ReturnReason
from tests.conftest import make_cast
from tests.factories import PoolFactory, make_lead

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]
A_MOMENT = 0.4  # seconds in which somebody who does not wait would be done


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def north(cast):
    pool = PoolFactory(name="North", slug="north")
    pool.administrators.add(cast.carol)
    return pool


def fresh(person):
    return User.objects.get(pk=person.pk)


def beside(deed):
    """Do it on a connection of its own."""

    def run():
        try:
            deed()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def close_in_admin(admin, pool):
    """As the form of the administration does it: the row locked, then asked whether somebody waits."""
    client = Client()
    client.force_login(fresh(admin))
    page = client.get(f"/admin/pools/pool/{pool.pk}/change/")
    inlines = page.context["inline_admin_formsets"]
    typed = {
        name: value
        for form in (page.context["adminform"].form, *(inline.formset.management_form for inline in inlines))
        for name, value in ((form[field].html_name, form[field].value()) for field in form.fields)
        if value not in (None, False)
    }
    typed.pop("is_enabled")
    return client.post(f"/admin/pools/pool/{pool.pk}/change/", typed)


def returned(lead, cast):
    Lead(pk=lead.pk).return_to_pool(by=fresh(cast.alice), reason=ReturnReason.objects.first())


def reclaimed(lead, cast):
    Lead(pk=lead.pk).reclaim(by=fresh(cast.carol))


def captured(lead, cast):
    Lead.objects.capture([{"company": "New"}], by=None, pool=Pool.objects.get(slug="north"))


WAYS_IN = [returned, reclaimed, captured]


def nobody_waits_where_it_is_closed():
    return not Lead.objects.unclaimed().filter(pool__is_enabled=False).exists()


@pytest.mark.parametrize("come", WAYS_IN)
def test_who_closes_a_pool_waits_for_the_lead_that_comes_in_and_is_refused(cast, north, come):
    lead = make_lead(owner=cast.alice, pool=north, status=Status.WORKING)
    with transaction.atomic():
        come(lead, cast)
        closing = beside(lambda: close_in_admin(cast.admin, north))
        closing.join(A_MOMENT)
        assert closing.is_alive()
    closing.join(20)
    north.refresh_from_db()
    assert (north.is_enabled, nobody_waits_where_it_is_closed()) == (True, True)


@pytest.mark.parametrize("come", WAYS_IN)
def test_a_lead_that_comes_to_a_pool_that_is_being_closed_waits_in_the_default_pool(cast, north, come):
    lead = make_lead(owner=cast.alice, pool=north, status=Status.WORKING)
    with transaction.atomic():
        pool = Pool.objects.select_for_update().get(pk=north.pk)
        assert not pool.leads.unclaimed().exists()
        coming = beside(lambda: come(lead, cast))
        coming.join(A_MOMENT)
        assert coming.is_alive()
        pool.is_enabled = False
        pool.save()
    coming.join(20)
    assert nobody_waits_where_it_is_closed()
    assert Lead.objects.unclaimed().get().pool.is_default


def test_control_who_does_not_lock_the_pool_leaves_a_lead_behind(cast, north):
    lead, asked = make_lead(owner=cast.alice, pool=north, status=Status.WORKING), Signal()

    def close():
        with transaction.atomic():
            pool = Pool.objects.get(pk=north.pk)
            if not pool.leads.unclaimed().exists():
                asked.set()
                Pool.objects.filter(pk=pool.pk).update(is_enabled=False)

    with transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(owner=None, status=Status.NEW)
        closing = beside(close)
        assert asked.wait(10)
        closing.join(10)
    assert not nobody_waits_where_it_is_closed()


def test_a_pool_that_is_gone_when_a_lead_comes_to_it_says_so(cast, north):
    lead = make_lead(owner=cast.alice, pool=None, status=Status.WORKING)
    there = Pool.objects.get(pk=north.pk)
    north.delete()
    with pytest.raises(Refused, match="does not exist any more"):
        Lead(pk=lead.pk).return_to_pool(by=fresh(cast.alice), reason=ReturnReason.objects.first(), pool=there)
