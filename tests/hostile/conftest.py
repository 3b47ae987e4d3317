"""Somebody signed in who means ill, and everything there is to get at."""

from types import SimpleNamespace

import pytest
from django.conf import settings as conf
from django.test import Client

from tests.matrix.world import make_world

KERNEL = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def house(cast, settings, tmp_path):
    """`house.things["lead"]["alices"]` is a key, `house.client("alice")` a browser of hers that reports every 500."""
    settings.MEDIA_ROOT = tmp_path
    clients = {}

    def client(name):
        if name not in clients:
            clients[name] = Client(raise_request_exception=False)
            clients[name].force_login(getattr(cast, name), backend=KERNEL)
        return clients[name]

    return SimpleNamespace(cast=cast, things=make_world(cast), client=client, cookie=conf.SESSION_COOKIE_NAME)
