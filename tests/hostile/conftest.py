"""Somebody signed in who means ill, and everything there is to get at."""

from copy import deepcopy
from types import SimpleNamespace

import pytest
from django.conf import settings as conf
from django.db import transaction
from django.test import Client, override_settings

from tests.conftest import make_cast
from tests.matrix.world import make_world

KERNEL = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker, tmp_path_factory):
    """Made once a module: what a test changes is taken back after it."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        cast = make_cast()
        yield SimpleNamespace(cast=cast, things=make_world(cast))
        transaction.set_rollback(True)


@pytest.fixture
def house(standing, db):
    """`house.things["lead"]["alices"]` is a key, `house.client("alice")` a browser of hers that reports every 500."""
    cast, clients = deepcopy(standing.cast), {}

    def client(name):
        if name not in clients:
            clients[name] = Client(raise_request_exception=False)
            clients[name].force_login(getattr(cast, name), backend=KERNEL)
        return clients[name]

    return SimpleNamespace(cast=cast, things=standing.things, client=client, cookie=conf.SESSION_COOKIE_NAME)


@pytest.fixture
def cast(house):
    return house.cast
