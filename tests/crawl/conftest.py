import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings

from .world import make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once; what a test changes it takes back."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")),
        transaction.atomic(),
    ):
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def browse(world, db):
    """A browser in which somebody is signed in."""

    def signed_in(username):
        client = Client()
        client.force_login(getattr(world.cast, username), backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return signed_in
