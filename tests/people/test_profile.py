import datetime

import pytest
from django.urls import reverse

from hotcrm.people.models import User

TYPED = {
    "first_name": "Alice",
    "last_name": "Archer",
    "email": "alice@hotcrm.test",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "theme": "dark",
    "absent_from": "2030-01-01",
    "absent_until": "2030-01-05",
}


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    return cast.alice


def save(client, **typed):
    return client.post(reverse("profile"), {**TYPED, **typed})


def test_a_person_keeps_their_own_profile(alice, client):
    assert save(client)["Location"] == reverse("profile")
    saved = User.objects.get(pk=alice.pk)
    assert (saved.last_name, saved.time_zone, saved.theme) == ("Archer", "Europe/Berlin", "dark")
    assert (saved.absent_from, saved.absent_until) == (datetime.date(2030, 1, 1), datetime.date(2030, 1, 5))


def test_role_manager_and_place_cannot_be_set_from_the_profile(alice, client, cast):
    save(client, manager="", is_staff="1", is_superuser="1", groups="1", department="", partner_company="1")
    saved = User.objects.get(pk=alice.pk)
    assert (saved.manager, saved.is_staff, saved.is_superuser) == (cast.dave, False, False)
    assert (saved.department, saved.partner_company) == (cast.sales, None)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"absent_until": "2029-01-01"}, "absent_until"),
        ({"absent_from": ""}, "absent_from"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"language": "tlh"}, "language"),
        ({"email": "nobody"}, "email"),
        ({"last_name": "a\x00b"}, "last_name"),
        ({"last_name": "x" * 200}, "last_name"),
        ({"absent_from": "99999-99-99"}, "absent_from"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(alice, client, typed, field):
    response = save(client, **typed)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])


def test_the_next_page_is_in_the_language_chosen(alice, client):
    response = save(client, language="zh-hans")
    assert response.cookies["language"].value == "zh-hans"
    assert client.get(reverse("profile"))["Content-Language"] == "zh-hans"


def test_the_theme_is_changed_from_any_page(alice, client):
    response = client.post(reverse("set_theme"), {"theme": "light", "next": "/profile/"})
    assert (response["Location"], User.objects.get(pk=alice.pk).theme) == ("/profile/", "light")


@pytest.mark.parametrize("theme", ["neon", "", "a\x00"])
def test_an_unknown_theme_changes_nothing(alice, client, theme):
    assert client.post(reverse("set_theme"), {"theme": theme}).status_code == 302
    assert User.objects.get(pk=alice.pk).theme == "auto"


def test_a_visitor_chooses_a_language_for_the_sign_in_page(db, client):
    response = client.post(reverse("set_language"), {"language": "zh-hans", "next": "/login/?next=/profile/"})
    assert response["Location"] == "/login/?next=/profile/"
    assert client.get(reverse("login"))["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "javascript:alert(1)", ""])
def test_choosing_a_language_never_leads_elsewhere(db, client, to):
    assert client.post(reverse("set_language"), {"language": "en", "next": to})["Location"] == "/"


def test_an_unknown_language_changes_nothing(db, client):
    assert client.post(reverse("set_language"), {"language": "tlh"}).cookies == {}


def test_the_profile_costs_few_queries(alice, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        client.get(reverse("profile"))


@pytest.mark.parametrize("url", ["/leads/\r\nX: y", "//elsewhere.test/", "https://elsewhere.test/", "leads/", "/\x01"])
def test_a_way_back_that_is_none_of_ours_leads_home(cast, client, url):
    client.force_login(cast.alice)
    assert client.post(reverse("set_theme"), {"theme": "dark", "next": url}).url == "/"
