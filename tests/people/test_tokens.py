"""The tokens of a person, from the profile page, the command and the administration."""

import datetime
import io
import logging

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from hotcrm.people.models import ApiToken
from hotcrm.people.models.token import PREFIX

MADE = {"name": "Nightly export", "expires_on": ""}


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    return cast.alice


def make(client, **typed):
    return client.post(reverse("token_create"), {**MADE, **typed})


def secret_in(response) -> str:
    return response.context["secret"]


def test_a_person_makes_a_token_and_reads_it_once(alice, client):
    response = make(client)
    secret = secret_in(response)
    assert (secret.startswith(PREFIX), len(secret)) == (True, len(PREFIX) + 43)
    assert (response.text.count(secret), "no-store" in response["Cache-Control"]) == (1, True)
    for url in (reverse("profile"), reverse("token_create")):
        assert secret not in client.get(url).text
    assert ApiToken.of(secret).user == alice


def test_the_secret_stands_nowhere_in_the_database_nor_in_a_log(alice, client, caplog):
    caplog.set_level(logging.DEBUG)
    secret = secret_in(make(client))
    assert secret not in str(list(ApiToken.objects.values()))
    assert secret not in caplog.text.replace("\n", "")


def test_the_profile_lists_the_tokens_that_were_not_revoked(alice, client, cast):
    ApiToken.issue(cast.bob, name="Of Bob")
    ApiToken.issue(alice, name="Gone")[0].revoke()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    ApiToken.issue(alice, name="Over", expires_on=yesterday)
    page = client.get(reverse("profile"))
    assert [token.name for token in page.context["tokens"]] == ["Over"]
    assert "expired" in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "99999-99-99"}, "expires_on"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(alice, client, typed, field):
    response = make(client, **typed)
    assert (list(response.context["form"].errors), ApiToken.objects.count()) == ([field], 0)


def test_a_revoked_token_works_no_more(alice, client):
    secret = secret_in(make(client))
    url = reverse("token_revoke", args=[ApiToken.of(secret).pk])
    assert client.post(url)["Location"] == reverse("profile")
    assert ApiToken.of(secret) is None


def test_anothers_token_is_not_there(alice, client, cast):
    token, secret = ApiToken.issue(cast.bob, name="Of Bob")
    assert client.post(reverse("token_revoke", args=[token.pk])).status_code == 404
    assert ApiToken.of(secret) == token


def test_a_token_works_through_its_last_day_where_its_person_lives(cast, time_machine):
    cast.alice.time_zone = "Asia/Shanghai"
    cast.alice.save()
    _token, secret = ApiToken.issue(cast.alice, name="x", expires_on=datetime.date(2030, 1, 2))
    found = {}
    for moment in ("2030-01-02T15:59:00Z", "2030-01-02T16:01:00Z"):
        time_machine.move_to(moment)
        found[moment] = ApiToken.of(secret) is not None
    assert list(found.values()) == [True, False]


# The command


def test_the_command_prints_the_token_and_one_line_more(cast):
    out = io.StringIO()
    call_command("create_token", "alice", stdout=out)
    secret, summary = out.getvalue().splitlines()
    assert ApiToken.of(secret).user == cast.alice
    assert summary == "Made the token 'create_token' for alice; it is not shown again."


@pytest.mark.parametrize("arguments", [["nobody"], ["bob"], ["alice", "--name", " "], ["alice", "--name", "x" * 81]])
def test_the_command_makes_none_for_who_may_not_sign_in(cast, arguments):
    cast.bob.is_active = False
    cast.bob.save()
    with pytest.raises(CommandError):
        call_command("create_token", *arguments)
    assert ApiToken.objects.count() == 0


# The administration


def test_an_administrator_sees_and_revokes_tokens_but_never_a_secret(cast, client):
    client.force_login(cast.admin, backend="django.contrib.auth.backends.ModelBackend")
    token, secret = ApiToken.issue(cast.bob, name="Of Bob")
    listed = client.get(reverse("admin:people_apitoken_changelist")).text
    single = client.get(reverse("admin:people_apitoken_change", args=[token.pk])).text
    assert ("Of Bob" in listed, "Of Bob" in single) == (True, True)
    assert [text for text in (listed, single) if secret in text or token.digest in text] == []
    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    assert client.post(reverse("admin:people_apitoken_changelist"), chosen).status_code == 302
    assert ApiToken.of(secret) is None
    assert client.get(reverse("admin:people_apitoken_add")).status_code == 403
