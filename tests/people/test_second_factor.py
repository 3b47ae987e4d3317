"""Signing in with a code: what is asked, what opens, and the ways around it that must not be."""

import re
from base64 import b32decode

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotcrm.people import second_factor
from hotcrm.people.models import ApiToken, User
from hotcrm.people.rights import Duty
from hotcrm.people.roles import Role
from tests.matrix.rows import ROWS
from tests.people.codes import code_of, is_signed_in, make_device, sign_in

CODE = "sign_in_code"


@pytest.fixture
def alice(cast):
    cast.alice.device, cast.alice.recovery = make_device(cast.alice)
    return cast.alice


def give_code(client, code):
    return client.post(reverse(CODE), {"code": code})


def errors(response) -> list[str]:
    return [message for messages in response.context["form"].errors.values() for message in messages]


def must(role):
    duty = Permission.objects.get(content_type__app_label="people", codename=Duty.SECOND_FACTOR)
    Group.objects.get(name=role).permissions.add(duty)


# The second step ------------------------------------------------------------------------------


def test_after_the_password_a_code_is_asked_and_opens(alice, client):
    assert sign_in(client, next="/pools/")["Location"] == reverse(CODE)
    assert not is_signed_in(client)
    assert give_code(client, code_of(alice.device))["Location"] == "/pools/"
    assert is_signed_in(client)


def test_between_the_steps_nobody_is_signed_in_wherever_they_go(alice, client):
    sign_in(client)
    asked = [reverse(name) for name, rows in ROWS.items() for row in rows[:1] if not row.kind and not row.args]
    found = {url: client.get(url) for url in asked if url not in (reverse("login"), reverse(CODE))}
    assert {url for url, response in found.items() if response.wsgi_request.user.is_authenticated} == set()
    assert client.get("/admin/")["Location"].startswith("/login/")
    assert client.get("/api/v1/me/").status_code == 401
    assert client.get("/leads/", headers={"HX-Request": "true"})["HX-Redirect"].startswith("/login/")


def test_the_code_page_is_not_there_without_the_password(alice, client):
    assert client.get(reverse(CODE))["Location"] == reverse("login")
    assert give_code(client, code_of(alice.device))["Location"] == reverse("login")
    assert not is_signed_in(client)


def test_somebody_without_a_second_factor_is_asked_nothing_more(alice, client):
    assert sign_in(client, "bob")["Location"] == "/"
    assert is_signed_in(client)


def test_other_steps_cannot_be_taken_instead(alice, client):
    sign_in(client)
    for step in ("sign_in_set_up", "sign_in_password"):
        assert client.get(reverse(step))["Location"] == reverse(CODE)
        assert client.post(reverse(step), {"code": "1"})["Location"] == reverse(CODE)


@pytest.mark.parametrize("change", ["password", "deactivated", "late"])
def test_the_step_is_over_with_what_it_rests_on(alice, client, change, time_machine):
    time_machine.move_to("2030-05-05T12:00:00Z", tick=False)
    sign_in(client)
    if change == "password":
        alice.set_password("another-one-9")
        alice.save()
    elif change == "deactivated":
        User.objects.filter(pk=alice.pk).update(is_active=False)
    else:
        time_machine.shift(601)
    assert give_code(client, code_of(alice.device))["Location"] == reverse("login")
    assert not is_signed_in(client)


def test_the_session_gets_a_new_key_at_each_step(alice, client):
    client.get(reverse("login"))
    keys = [client.session.session_key]
    sign_in(client)
    keys.append(client.session.session_key)
    give_code(client, code_of(alice.device))
    assert len({*keys, client.session.session_key}) == 3


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test/", "/\\evil.test"])
def test_the_second_step_leads_to_no_other_house(alice, client, to):
    sign_in(client, next=to)
    assert give_code(client, code_of(alice.device))["Location"] == "/"


# Codes ----------------------------------------------------------------------------------------


def test_a_code_is_good_once(alice, client, time_machine):
    time_machine.move_to("2030-05-05T12:00:00Z", tick=False)
    code = code_of(alice.device)
    sign_in(client)
    give_code(client, code)
    client.logout()
    sign_in(client)
    assert errors(give_code(client, code)) == ["This code is wrong, or was used already."]
    assert not is_signed_in(client)


def test_a_code_of_anothers_device_opens_nothing(alice, cast, client):
    other, others = make_device(cast.bob)
    sign_in(client)
    assert errors(give_code(client, code_of(other))) == ["This code is wrong, or was used already."]
    assert len(errors(give_code(client, others[0]))) == 1
    assert not is_signed_in(client)
    assert StaticToken.objects.filter(device__user=cast.bob).count() == 10


def test_a_device_that_was_not_confirmed_opens_nothing(cast, client):
    device = TOTPDevice.objects.create(user=cast.alice, confirmed=False)
    assert sign_in(client)["Location"] == "/"
    assert not second_factor.accept(cast.alice, code_of(device))


def test_a_recovery_code_opens_once_and_says_how_many_are_left(alice, client):
    used = alice.recovery[3]
    sign_in(client)
    give_code(client, used.upper().replace("-", " "))
    assert "Codes left: 9." in client.get(reverse("profile")).text
    client.logout()
    sign_in(client)
    assert len(errors(give_code(client, used))) == 1


def test_recovery_codes_are_not_kept_as_they_are(alice):
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == len(set(alice.recovery)) == 10
    assert [code for code in alice.recovery if code in kept or code.replace("-", "") in kept] == []


@pytest.mark.parametrize("code", ["", "12345", "1234567", "٣٣٣٣٣٣", "-12345", "a\x00b", "x" * 41, "000 00"])
def test_what_is_no_code_is_an_error_of_the_form(alice, client, code):
    sign_in(client)
    assert (give_code(client, code).status_code, is_signed_in(client)) == (200, False)


def test_after_a_wrong_code_even_the_right_one_waits(alice, client, time_machine):
    time_machine.move_to("2030-05-05T12:00:00Z", tick=False)
    sign_in(client)
    give_code(client, "000000")
    assert errors(give_code(client, code_of(alice.device))) == [
        "After a wrong code you have to wait: try again in 1 second."
    ]
    time_machine.shift(3)
    assert give_code(client, code_of(alice.device)).status_code == 302


def test_wrong_codes_lock_the_name_like_wrong_passwords(alice, client, time_machine):
    time_machine.move_to("2030-05-05T12:00:00Z", tick=False)
    sign_in(client)
    found = []
    for _ in range(10):
        TOTPDevice.objects.update(throttling_failure_count=0)  # as if each came after its wait
        found.append(give_code(client, "000000").status_code)
    assert found == [200] * 9 + [429]
    TOTPDevice.objects.update(throttling_failure_count=0)
    locked = give_code(client, code_of(alice.device))
    assert (locked.status_code, "Try again in 15 minutes" in locked.text) == (429, True)
    assert sign_in(client).status_code == 429
    assert not is_signed_in(client)


def test_the_right_password_does_not_wipe_out_wrong_codes(alice, client):
    for _ in range(10):
        sign_in(client)
        TOTPDevice.objects.update(throttling_failure_count=0)
        response = give_code(client, "000000")
    assert response.status_code == 429


# Setting up -----------------------------------------------------------------------------------


@pytest.fixture
def bob(cast, client):
    client.force_login(cast.bob, backend="django.contrib.auth.backends.ModelBackend")
    return cast.bob


def shown(response) -> TOTPDevice:
    """The device of the secret on the page."""
    return TOTPDevice(key=b32decode(response.context["secret"].replace(" ", "")).hex())


def test_a_person_sets_one_up_and_reads_ten_codes_once(bob, client):
    page = client.get(reverse("second_factor"))
    assert ("<svg" in page.text, "style=" in page.context["picture"]) == (True, False)
    done = client.post(reverse("second_factor"), {"code": code_of(shown(page))})
    codes = done.context["codes"]
    assert [len(codes), len(set(codes)), "no-store" in done["Cache-Control"]] == [10, 10, True]
    assert all(re.fullmatch("[a-z2-9]{4}(-[a-z2-9]{4}){3}", code) for code in codes)
    assert TOTPDevice.objects.get().user == bob
    assert codes[0] not in client.get(reverse("profile")).text
    assert client.get(reverse("second_factor"))["Location"] == reverse("profile")


def test_the_code_that_set_it_up_is_used(bob, client, time_machine):
    time_machine.move_to("2030-05-05T12:00:00Z", tick=False)
    client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    code = code_of(shown(client.get(reverse("second_factor"))))
    client.post(reverse("second_factor"), {"code": code})
    assert not second_factor.accept(bob, code)


def test_a_wrong_code_sets_nothing_up_and_keeps_the_picture(bob, client):
    secret = client.get(reverse("second_factor")).context["secret"]
    response = client.post(reverse("second_factor"), {"code": "abc"})
    assert (response.context["secret"], errors(response)) == (
        secret,
        ["The app shows another code now. Is the clock of your phone right?"],
    )
    assert TOTPDevice.objects.count() == 0


def test_turning_it_off_asks_for_password_and_code(alice, client):
    sign_in(client)
    give_code(client, code_of(alice.device, step=-1))
    off, code = reverse("second_factor_off"), code_of(alice.device)
    assert list(client.post(off, {"password_again": "wrong", "code": code}).context["form"].errors) == [
        "password_again"
    ]
    assert list(client.post(off, {"password_again": "demo", "code": ""}).context["form"].errors) == ["code"]
    assert TOTPDevice.objects.count() == 1
    assert client.post(off, {"password_again": "demo", "code": code})["Location"] == reverse("profile")
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    client.logout()
    assert sign_in(client)["Location"] == "/"


def test_new_recovery_codes_make_the_old_ones_useless(alice, client):
    sign_in(client)
    give_code(client, code_of(alice.device))
    codes = client.post(reverse("recovery_codes")).context["codes"]
    assert not second_factor.accept(alice, alice.recovery[0])
    StaticToken.objects.get(token=second_factor.digest_of(codes[0], alice))


# Those who must -------------------------------------------------------------------------------


def test_who_must_and_has_none_sets_one_up_before_anything_else(cast, client):
    must(Role.CRM_ADMIN)
    assert sign_in(client, "admin", next="/pools/")["Location"] == reverse("sign_in_set_up")
    assert not is_signed_in(client)
    page = client.get(reverse("sign_in_set_up"))
    done = client.post(reverse("sign_in_set_up"), {"code": code_of(shown(page))})
    assert (len(done.context["codes"]), done.context["to"]) == (10, "/pools/")
    assert is_signed_in(client)


def test_the_duty_is_a_matter_of_role_or_person(cast):
    must(Role.AUDITOR)
    User.objects.filter(username="bob").update(needs_second_factor=True)
    people = User.objects.filter(username__in=["alice", "bob", "auditor", "admin"])
    found = {person.username: person.must_use_second_factor for person in people}
    assert found == {"alice": False, "bob": True, "auditor": True, "admin": False}
    assert Duty.SECOND_FACTOR not in User.objects.get(username="auditor").rights


def test_who_must_from_now_on_goes_no_further_in_a_session_without(cast, client):
    client.force_login(cast.bob, backend="django.contrib.auth.backends.ModelBackend")
    assert is_signed_in(client)
    must(Role.SALES_REP)
    assert client.get(reverse("lead_list"))["Location"] == "/login/?next=/leads/"
    assert client.get("/api/v1/me/").status_code == 401
    assert "second factor" in client.get("/login/?next=/leads/").text


def test_turning_it_off_where_one_must_leads_to_the_next_set_up(alice, client):
    must(Role.SALES_REP)
    sign_in(client)
    give_code(client, code_of(alice.device, step=-1))
    client.post(reverse("second_factor_off"), {"password_again": "demo", "code": code_of(alice.device)})
    assert not is_signed_in(client)
    assert sign_in(client)["Location"] == reverse("sign_in_set_up")


def test_a_token_works_without_a_code(cast, client):
    must(Role.SALES_REP)
    _token, secret = ApiToken.issue(cast.alice, name="x")
    assert client.get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_the_table_of_rights_holds_the_duty_for_every_role(admin_pages, cast):
    form = admin_pages.get(reverse("admin:auth_group_rights")).context["form"]
    [line] = [line for line in form.lines if line.label == Duty.SECOND_FACTOR.label]
    assert [cell in ("all", "none") for cell in line.cells] == [False] * len(Role.values)
    admin_role = Group.objects.get(name=Role.CRM_ADMIN)
    admin_pages.post(reverse("admin:auth_group_rights"), {f"{admin_role.pk}.{Duty.SECOND_FACTOR}": "on"})
    assert User.objects.get(pk=cast.admin.pk).must_use_second_factor
