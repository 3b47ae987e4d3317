"""Nothing changes that a form does not declare, by no way but a POST, and never twice."""

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from hotcrm.people.models import User
from hotcrm.records.models import Event
from leads.models import Lead
from tests.matrix.rows import ROWS


def test_a_profile_makes_nobody_more_than_they_are(house):
    before = model_to_dict(house.cast.alice)
    typed = {
        "first_name": "Alice",
        "last_name": "A",
        "email": "alice@hotcrm.test",
        "language": "en",
        "time_zone": "UTC",
    }
    typed |= {
        "theme": "dark",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": "1",
        "username": "root",
        "manager": "",
    }
    typed |= {"department": "", "is_active": "on", "holding_limit": "9", "partner_company": "1", "password": "x"}
    house.client("alice").post("/profile/", typed)
    after = model_to_dict(User.objects.get(pk=house.cast.alice.pk))
    for name in (
        "username",
        "is_staff",
        "is_superuser",
        "groups",
        "manager",
        "department",
        "password",
        "holding_limit",
    ):
        assert after[name] == before[name]


@pytest.mark.once  # which views write on a GET is no matter of the database; it opens every page in every state
@pytest.mark.parametrize(
    "name", sorted(name for name, rows in ROWS.items() if any(r.post == 302 or callable(r.post) for r in rows))
)
def test_reading_changes_nothing(house, name):
    """GET, HEAD and OPTIONS on whatever a POST changes."""
    before, events = list(Lead.objects.order_by("pk").values()), Event.objects.count()
    client = house.client("admin")
    for each in ROWS[name]:
        for state in house.things[each.kind] if each.kind else [""]:
            named = {each.named: house.things[each.kind][state]} if each.kind and each.named else {}
            url = reverse(name, kwargs=each.args | named)
            for method in (client.get, client.head, client.options):
                assert method(url, each.data if method == client.get else None).status_code < 500
    assert (list(Lead.objects.order_by("pk").values()), Event.objects.count()) == (before, events)


def test_a_form_sent_twice_is_done_once(house):
    pk = house.things["lead"]["waiting"]
    client = house.client("alice")
    answers = [client.post(f"/leads/{pk}/claim/").status_code for _ in range(2)]
    assert (answers, Event.objects.filter(object_id=pk, verb="claim").count()) == ([302, 409], 1)
    token = {"ids": [house.things["lead"]["alices"]], "sure": "1", "token": "a" * 32, "reason": "other"}
    for _ in range(2):
        client.post("/leads/bulk/return/", token)
    assert Event.objects.filter(object_id=house.things["lead"]["alices"], verb="return_to_pool").count() == 1


def test_nothing_is_done_without_the_token_of_the_page(house):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(house.cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    pk = house.things["lead"]["waiting"]
    for url in (
        f"/leads/{pk}/claim/",
        "/leads/bulk/claim/",
        "/logout/",
        "/leads/new/",
        "/profile/theme/",
        "/language/",
    ):
        assert client.post(url, {"ids": pk}).status_code == 403
    assert Lead.objects.get(pk=pk).owner is None
