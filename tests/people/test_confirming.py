"""The password once more: where it is asked, and that nothing typed is lost over it."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.urls import reverse

from hotcrm.pages import export_view
from hotcrm.people.models import ApiToken, User
from hotcrm.people.rights import Right
from hotcrm.people.roles import Role
from hotcrm.records.models import Policy
from tests.factories import make_lead

QUARTER = 15 * 60


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to("2030-05-05T12:00:00Z", tick=False)


@pytest.fixture
def later(admin_pages, time_machine, settings):
    """The administrator's browser, more than a quarter of an hour after signing in."""
    time_machine.shift(QUARTER + 1)
    return admin_pages


def asks(response) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse("confirm"))


def places(cast):
    policy = Policy.objects.get_or_create()[0]
    role = Group.objects.get(name=Role.SALES_REP)
    return {
        reverse("admin:auth_group_rights"),
        reverse("admin:auth_group_add"),
        reverse("admin:auth_group_change", args=[role.pk]),
        reverse("admin:people_user_add"),
        reverse("admin:people_user_change", args=[cast.bob.pk]),
        reverse("admin:auth_user_password_change", args=[cast.bob.pk]),
        reverse("admin:people_user_leave", args=[cast.bob.pk]),
        reverse("admin:people_user_return", args=[cast.bob.pk]),
        reverse("admin:records_sharingrule_add"),
        reverse("admin:records_policy_change", args=[policy.pk]),
        reverse("token_create"),
        reverse("second_factor"),
    }


def test_rights_are_changed_by_who_typed_the_password_lately(admin_pages, cast, time_machine):
    urls = places(cast)
    assert {url for url in urls if asks(admin_pages.get(url))} == set()
    time_machine.shift(QUARTER + 1)
    assert {url for url in urls if asks(admin_pages.get(url))} == urls
    assert {url for url in urls if admin_pages.post(url, {"name": "x"}).status_code == 403} == urls


def test_other_pages_never_ask(later, cast):
    make_lead(owner=cast.alice)
    for url in (
        "/leads/",
        "/profile/",
        reverse("admin:people_user_changelist"),
        reverse("admin:leads_lead_changelist"),
    ):
        assert (url, later.get(url).status_code) == (url, 200)


def test_after_the_password_one_comes_to_the_page_and_stays_free_for_a_while(later, cast, time_machine):
    url = reverse("admin:people_user_change", args=[cast.bob.pk])
    question = later.get(url)["Location"]
    assert list(later.post(question, {"password_again": "wrong"}).context["form"].errors) == ["password_again"]
    assert asks(later.get(url))
    assert later.post(question, {"password_again": "demo"})["Location"] == url
    time_machine.shift(QUARTER - 5)
    assert later.get(url).status_code == 200
    time_machine.shift(10)
    assert asks(later.get(url))


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test/", "javascript:alert(1)", ""])
def test_the_question_leads_to_no_other_house(later, to):
    assert later.post(reverse("confirm") + f"?next={to}", {"password_again": "demo"})["Location"] == "/"


def test_a_form_that_came_too_late_waits_behind_the_question(later, cast):
    url, role = reverse("admin:auth_group_rights"), Group.objects.get(name=Role.SALES_REP)
    form = {f"{role.pk}.{Right.RESTORE}": "on"}
    asked = later.post(url, form)
    assert (asked.status_code, dict(asked.context["typed"])) == (403, form)
    assert not User.objects.get(pk=cast.alice.pk).rights & {Right.RESTORE}
    again = later.post(url, {**form, "password_again": "wrong"})
    assert (again.status_code, dict(again.context["typed"])) == (403, form)
    assert "wrong" not in again.text
    assert later.post(url, {**form, "password_again": "demo"})["Location"] == url
    assert Right.RESTORE in User.objects.get(pk=cast.alice.pk).rights


def test_what_is_typed_beside_a_wrong_password_is_not_written_down(later):
    typed = {
        "username": "new",
        "password1": "secret-nr-1",
        "password2": "secret-nr-2",
        "password_again": "secret-nr-3",
    }
    later.post(reverse("admin:people_user_add"), typed)
    assert "secret-nr" not in AccessAttempt.objects.get().post_data


def test_wrong_passwords_lock_here_too(later):
    found = [later.post(reverse("confirm"), {"password_again": "wrong"}).status_code for _ in range(11)]
    assert found == [200] * 9 + [429] * 2
    assert later.post(reverse("confirm"), {"password_again": "demo"}).status_code == 429


def test_a_token_is_not_made_without(later):
    asked = later.post(reverse("token_create"), {"name": "x", "expires_on": ""})
    assert (asked.status_code, ApiToken.objects.count()) == (403, 0)
    done = later.post(reverse("token_create"), {"name": "x", "expires_on": "", "password_again": "demo"})
    assert ApiToken.of(done.context["secret"]).name == "x"


# Exports --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "is_asked"), [("alice", False), ("dave", False), ("mia", True), ("auditor", True)])
def test_who_sees_everything_is_asked_before_an_export(cast, client, time_machine, name, is_asked):
    make_lead(owner=cast.alice)
    client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("lead_export") + "?view=all&format=csv"
    assert not asks(client.get(url))
    time_machine.shift(QUARTER + 1)
    assert asks(client.get(url)) == is_asked
    if is_asked:
        question = client.get(url)["Location"]
        assert client.post(question, {"password_again": "demo"})["Location"] == url


def test_many_rows_are_asked_for_whoever_takes_them(cast, client, time_machine, monkeypatch):
    monkeypatch.setattr(export_view, "MUCH", 2)
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    time_machine.shift(QUARTER + 1)
    found = []
    for _ in range(3):
        make_lead(owner=cast.alice)
        found.append(asks(client.get(reverse("lead_export"))))
    assert found == [False, False, True]
