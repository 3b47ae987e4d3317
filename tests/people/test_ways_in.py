"""What administrators do about the ways people come in, passwords that somebody else chose, and what guessers hear."""

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotcrm.people.models import User
from tests.people.codes import code_of, is_signed_in, make_device, sign_in

NEW = "long-enough-9"


def do(client, action, *people):
    chosen = {"action": action, "_selected_action": [person.pk for person in people]}
    return client.post(reverse("admin:people_user_changelist"), chosen)


def test_an_administrator_resets_a_second_factor(admin_pages, cast):
    device, _codes = make_device(cast.alice)
    alice = Client()
    sign_in(alice)
    alice.post(reverse("sign_in_code"), {"code": code_of(device)})
    do(admin_pages, "reset_second_factor", cast.alice)
    assert (TOTPDevice.objects.count(), StaticToken.objects.count(), is_signed_in(alice)) == (0, 0, False)
    assert sign_in(alice)["Location"] == "/"
    assert LogEntry.objects.get(object_id=cast.alice.pk).user == cast.admin


def test_an_administrator_lets_somebody_try_again(admin_pages, cast, client):
    alice = Client()
    for _ in range(10):
        sign_in(alice, password="wrong")
    assert sign_in(alice).status_code == 429
    do(admin_pages, "forget_wrong_tries", cast.alice)
    assert (sign_in(alice).status_code, AccessAttempt.objects.count()) == (302, 0)


def test_an_administrator_ends_the_sessions_of_somebody(admin_pages, cast):
    alice = Client()
    sign_in(alice)
    do(admin_pages, "end_sessions", cast.alice)
    assert not is_signed_in(alice)


def test_only_a_superuser_does_so_to_a_superuser(admin_pages, cast):
    make_device(cast.dave)
    User.objects.filter(pk=cast.dave.pk).update(is_superuser=True)
    do(admin_pages, "reset_second_factor", cast.dave)
    assert TOTPDevice.objects.count() == 1


def test_nobody_reads_the_second_factor_of_another(admin_pages, cast):
    device, _codes = make_device(cast.alice)
    assert admin_pages.get("/admin/otp_totp/totpdevice/").status_code == 404
    page = admin_pages.get(reverse("admin:people_user_change", args=[cast.alice.pk])).text
    assert (device.key in page, "has_second_factor" in page) == (False, True)


def test_the_administration_has_no_door_of_its_own(cast, client):
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/login/?next=%2Fadmin%2F"
    make_device(cast.admin)
    typed = {"username": "admin", "password": "demo", "next": "/admin/"}
    client.post("/admin/login/", typed)
    assert client.get("/admin/").status_code == 302
    assert client.post("/login/", typed)["Location"] == reverse("sign_in_code")
    assert client.get("/admin/").status_code == 302


def test_who_is_no_staff_is_told_so_instead_of_being_sent_in_circles(cast, client):
    sign_in(client)
    assert client.get("/admin/", follow=True).status_code == 403


# Passwords that somebody else chose -----------------------------------------------------------


@pytest.fixture
def alice(cast):
    User.objects.filter(pk=cast.alice.pk).update(must_change_password=True)
    return cast.alice


def choose(client, first=NEW, second=NEW):
    return client.post(reverse("sign_in_password"), {"new_password1": first, "new_password2": second})


def test_a_password_of_somebody_elses_is_changed_before_anything_else(alice, client):
    assert sign_in(client, next="/pools/")["Location"] == reverse("sign_in_password")
    assert not is_signed_in(client)
    assert choose(client)["Location"] == "/pools/"
    assert is_signed_in(client)
    client.logout()
    assert [sign_in(client).status_code, sign_in(client, password=NEW)["Location"]] == [200, "/"]


@pytest.mark.parametrize(
    "new", [("demo", "demo"), ("short", "short"), (NEW, "other-one-9"), ("alice1234", "alice1234")]
)
def test_a_password_that_will_not_do_is_told(alice, client, new):
    sign_in(client)
    assert choose(client, *new).context["form"].errors != {}
    assert User.objects.get(pk=alice.pk).check_password("demo")


def test_the_code_comes_before_the_new_password(alice, client):
    device, _codes = make_device(alice)
    sign_in(client)
    assert choose(client)["Location"] == reverse("sign_in_code")
    assert client.post(reverse("sign_in_code"), {"code": code_of(device)})["Location"] == reverse("sign_in_password")
    assert not is_signed_in(client)
    choose(client)
    assert is_signed_in(client)


def test_an_administrator_who_sets_a_password_makes_it_one_for_once(admin_pages, cast):
    alice = Client()
    sign_in(alice)
    url = reverse("admin:auth_user_password_change", args=[cast.alice.pk])
    admin_pages.post(url, {"usable_password": "true", "password1": NEW, "password2": NEW})
    assert not is_signed_in(alice)
    assert sign_in(alice, password=NEW)["Location"] == reverse("sign_in_password")
    assert admin_pages.get(reverse("admin:people_user_add")).context["adminform"].form["must_change_password"].value()


# Nothing told to guessers ---------------------------------------------------------------------


@pytest.fixture
def hashed(monkeypatch):
    """How often a password was hashed."""
    found, encode = [], MD5PasswordHasher.encode

    def counted(self, password, salt):
        found.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    return found


def test_known_unknown_and_shut_out_names_get_the_same_answer_for_the_same_work(cast, client, hashed):
    User.objects.filter(username="bob").update(is_active=False)
    answers, work = [], []
    for name in ("alice", "nobody", "bob"):
        hashed.clear()
        response = sign_in(Client(), name, "wrong")
        answers.append((response.status_code, response.context["form"].non_field_errors()))
        work.append(len(hashed))
    assert (answers[1:], work) == ([answers[0]] * 2, [1, 1, 1])


def test_an_unknown_name_is_locked_like_a_known_one(cast, client):
    found = {name: [sign_in(Client(), name, "wrong").status_code for _ in range(11)] for name in ("alice", "nobody")}
    assert found["alice"] == found["nobody"] == [200] * 9 + [429] * 2


def test_the_wait_that_is_told_is_the_wait(cast, client, time_machine):
    time_machine.move_to("2030-05-05T12:00:00Z", tick=False)
    for _ in range(10):
        sign_in(client, password="wrong")
    time_machine.shift(10 * 60 + 30)
    assert "Try again in 5 minutes" in sign_in(client).text
    time_machine.shift(4 * 60 + 31)  # trying meanwhile has not made it longer
    assert sign_in(client).status_code == 302
