"""A pool that nothing speaks of can be deleted; of any other its page says what stands in the way."""

import pytest
from django.contrib.messages import get_messages

from leads.models import Lead, Status
from pools.models import Pool
from tests.factories import PoolFactory, make_lead


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.admin)
    return client


@pytest.fixture
def north():
    return PoolFactory(name="North", slug="north")


def page_of(pool):
    return f"/admin/pools/pool/{pool.pk}/change/"


def said_at(admin, pool):
    response = admin.get(page_of(pool))
    return [str(one) for one in get_messages(response.wsgi_request)], "deletelink" in response.content.decode()


def test_a_pool_nothing_ever_was_in_is_deleted(admin, north):
    assert said_at(admin, north) == ([], True)
    admin.post(f"/admin/pools/pool/{north.pk}/delete/", {"post": "yes"})
    assert not Pool.objects.filter(pk=north.pk).exists()


def test_a_pool_with_leads_says_how_many_and_that_they_can_move(admin, cast, north):
    make_lead(pool=north)
    make_lead(pool=north, owner=cast.alice, status=Status.WORKING)
    assert said_at(admin, north) == (["2 leads are in this pool: transfer them first."], False)
    assert admin.post(f"/admin/pools/pool/{north.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_emptied_pool_that_was_claimed_from_is_disabled_instead(admin, cast, north):
    north.members.create(user=cast.alice)
    lead = make_lead(pool=north)
    lead.claim(by=cast.alice)
    Lead.transfer.apply([lead.pk], by=cast.admin, to=Pool.default())
    said = "It is part of the history of leads (0 closed ones, 1 claims) and cannot be deleted: disable it instead."
    assert said_at(admin, north) == ([said], False)
    assert admin.post(f"/admin/pools/pool/{north.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Pool.objects.filter(pk=north.pk).exists()


def test_the_default_pool_says_nothing_of_it(admin):
    assert said_at(admin, Pool.default()) == ([], False)
