"""What the administration shows to whom: the role says what one may do there, the staff flag whether one gets in."""

import pytest
from django.contrib import admin
from django.urls import reverse

from leads.models import DisqualificationReason
from tests.factories import make_lead

BACKEND = "django.contrib.auth.backends.ModelBackend"
INDEX = reverse("admin:index")


def enter(client, person, **flags):
    for name, value in flags.items():
        setattr(person, name, value)
    person.save()
    client.force_login(person, backend=BACKEND)
    return client


def models_shown(client) -> set[str]:
    shown = client.get(INDEX).context["app_list"]
    return {model["model"]._meta.label for app in shown for model in app["models"]}


def test_an_administrator_by_role_keeps_everything_without_being_a_superuser(cast, client):
    enter(client, cast.admin, is_superuser=False, is_staff=True)
    assert models_shown(client) == {model._meta.label for model in admin.site._registry}
    assert "/admin/" in client.get(reverse("lead_list")).text


def test_without_the_staff_flag_they_do_all_on_the_pages_and_nothing_in_the_administration(cast, client):
    enter(client, cast.admin, is_superuser=False, is_staff=False)
    assert client.get(INDEX).status_code == 302
    assert "/admin/" not in client.get(reverse("lead_list")).text
    lead = make_lead(owner=cast.alice)
    lead.disqualify(by=cast.admin, reason=DisqualificationReason.objects.get(pk="other"))
    lead.discard(by=cast.admin)
    assert client.post(reverse("lead_verb", args=[lead.pk, "restore"])).status_code == 302


@pytest.mark.parametrize("name", ["auditor", "dave", "mia", "carol"])
def test_staff_without_the_role_find_an_empty_administration(cast, client, name):
    enter(client, getattr(cast, name), is_staff=True)
    lead = make_lead()
    assert models_shown(client) == set()
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found = [client.get(reverse(f"{label}_{page}")).status_code for page in ("changelist", "add")]
        assert (label, [*found, client.post(reverse(f"{label}_add")).status_code]) == (label, [403, 403, 403])
    for page in ("change", "delete"):
        url = reverse(f"admin:leads_lead_{page}", args=[lead.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403
