import pytest
from django.urls import reverse

from hotcrm.people.models import User


def sign_in(client, **typed):
    return client.post(reverse("login"), {"username": "alice", "password": "demo", **typed})


def test_a_person_signs_in_and_comes_to_the_first_page(cast, client):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast.alice.pk)


def test_a_person_comes_back_to_the_page_they_wanted(cast, client):
    assert sign_in(client, next="/profile/")["Location"] == "/profile/"


def test_nobody_is_sent_to_another_house(cast, client):
    assert sign_in(client, next="https://evil.test/")["Location"] == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(cast, client):
    response = sign_in(client, password="wrong")
    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert 'value="alice"' in response.text


@pytest.mark.parametrize("field", ["username", "password"])
def test_a_nul_byte_is_an_error_of_the_form(cast, client, field):
    response = sign_in(client, **{field: "ali\x00ce"})
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])


def test_behind_a_proxy_nobody_is_locked_out_by_somebody_elsewhere(cast, client, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    typed = {"username": "alice", "password": "guess"}
    for _ in range(10):
        client.post("/login/", typed, headers={"X-Forwarded-For": "203.0.113.7"})
    right = {"username": "alice", "password": "demo"}
    answers = [client.post("/login/", right, headers={"X-Forwarded-For": at}) for at in ("203.0.113.7", "203.0.113.8")]
    assert [answer.status_code for answer in answers] == [429, 302]


def test_ten_wrong_passwords_lock_the_name_for_a_while(cast, client):
    statuses = [sign_in(client, password="wrong").status_code for _ in range(10)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    response = sign_in(client)
    assert (response.status_code, "Too many tries" in response.text) == (429, True)


def test_signing_out_needs_a_post(cast, client):
    client.force_login(cast.alice)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout"))["Location"] == reverse("login")
    assert "_auth_user_id" not in client.session


def test_somebody_deactivated_is_signed_out_at_once(cast, client):
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("profile")).status_code == 200
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    assert client.get(reverse("profile"))["Location"].startswith(reverse("login"))
    assert sign_in(client).status_code == 200


def test_a_new_password_counts_and_keeps_this_session_alone(cast, client):
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    typed = {"old_password": "demo", "new_password1": "long-enough-9", "new_password2": "long-enough-9"}
    assert client.post(reverse("password_change"), typed)["Location"] == reverse("profile")
    assert User.objects.get(pk=cast.alice.pk).check_password("long-enough-9")
    assert client.get(reverse("profile")).status_code == 200


def test_the_sign_in_page_names_the_demo_people_in_a_demo_and_nowhere_else(cast, client):
    assert client.get(reverse("login")).context["demo"] == ()
    cast.alice.email = "alice@hotcrm.example"
    cast.alice.save()
    assert "alice" in client.get(reverse("login")).context["demo"]
