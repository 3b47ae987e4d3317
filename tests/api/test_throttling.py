"""How much may be asked in a minute."""

import pytest
from django.core.cache import cache

from hotcrm.api.throttling import Budget

from .programs import LEADS, program

NOON = "2030-01-02T12:00:20Z"


@pytest.fixture
def tight(settings, time_machine):
    settings.API_RATE, settings.API_RATE_VISITOR = 3, 2
    time_machine.move_to(NOON, tick=False)


def statuses(client, times, **kwargs):
    return [client.get(LEADS, **kwargs).status_code for _ in range(times)]


def test_a_person_who_asks_too_much_is_told_when_to_come_back(tight, cast):
    alice = program(cast.alice)
    assert statuses(alice, 4) == [200, 200, 200, 429]
    response = alice.get(LEADS)
    assert (response.json()["code"], response["Retry-After"]) == ("throttled", "40")
    assert set(response.json()) == {"detail", "code"}


def test_the_next_minute_is_a_new_one(tight, cast, time_machine):
    alice = program(cast.alice)
    statuses(alice, 4)
    time_machine.move_to("2030-01-02T12:01:00Z", tick=False)
    assert statuses(alice, 1) == [200]


def test_all_tokens_of_a_person_share_and_other_people_do_not(tight, cast):
    assert [statuses(program(cast.alice), 1) for _ in range(4)] == [[200], [200], [200], [429]]
    assert statuses(program(cast.bob), 1) == [200]


def test_visitors_share_by_address(tight, db, client):
    assert statuses(client, 3) == [401, 401, 429]
    assert statuses(client, 1, REMOTE_ADDR="192.0.2.7") == [401]


def test_what_a_visitor_writes_about_their_address_changes_nothing(tight, db, client):
    found = [client.get(LEADS, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert found == [401, 401, 429]


def test_behind_a_proxy_the_address_is_what_the_proxy_says(tight, db, client, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    said = [f"203.0.113.{n}, 192.0.2.1" for n in range(3)] + ["203.0.113.9, 192.0.2.2"]
    found = [client.get(LEADS, headers={"X-Forwarded-For": text}).status_code for text in said]
    assert found == [401, 401, 429, 401]


def test_a_wrong_token_counts_as_a_visitor(tight, db, client):
    assert statuses(client, 3, headers={"Authorization": "Bearer hot_wrong"}) == [401, 401, 429]


@pytest.fixture
def no_cache(settings):
    """A Redis that nobody answers at."""
    was = settings.CACHES
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    yield
    settings.CACHES = was


def test_without_its_cache_the_api_lets_everybody_pass(tight, cast, no_cache, caplog):
    assert statuses(program(cast.alice), 5) == [200] * 5
    assert "the cache is away" in caplog.text


def test_a_full_memory_that_forgot_a_count_lets_pass(db, time_machine):
    time_machine.move_to(NOON, tick=False)
    budget = Budget("test", 1, 60)
    assert [budget.spend("a"), budget.spend("a")] == [None, 40]
    cache.clear()
    assert budget.spend("a") is None
