"""No word that somebody typed, and no secret, ever reaches the audit."""

import json

from django.test import Client
from django.urls import reverse

from hotcrm.audit.models import AuditEntry
from hotcrm.people.models import ApiToken
from leads.models import Lead
from tests.api.programs import bearing

BIRD = "Kanarienvogel"
FIELDS = ("first_name", "middle_name", "last_name", "company", "title", "street", "city", "notes", "description")


def test_no_word_of_a_lead_and_no_password_or_token_is_ever_told(cast, as_):
    lead = Lead.objects.capture([{name: f"{BIRD}-{name}" for name in FIELDS}], by=cast.alice, owner=cast.alice)[0]
    cast.bob.first_name, cast.bob.email = BIRD, f"{BIRD}@hotcrm.test"
    cast.bob.save()
    _token, secret = ApiToken.issue(cast.alice, name=f"{BIRD}-token")
    alice, admin, bob = as_("alice"), as_("admin"), as_("bob")
    alice.get(lead.get_absolute_url())
    alice.get(f"/leads/?q={BIRD}")
    b"".join(alice.get(f"/leads/export/?q={BIRD}").streaming_content)
    alice.post(reverse("lead_edit", args=[lead.pk]) + "?section=additional", {"notes": f"{BIRD}-more"})
    alice.post(reverse("lead_verb", args=[lead.pk, "comment"]), {"body": BIRD})
    alice.post("/leads/view/save/", {"name": BIRD})
    alice.post(reverse("profile"), {"first_name": BIRD})
    alice.post(reverse("token_create"), {"name": BIRD})
    bearing(secret).get(f"/api/v1/leads/?q={BIRD}")
    bearing(f"hot_{BIRD}").get("/api/v1/me/")
    bob.get(lead.get_absolute_url() + f"?next={BIRD}")
    admin.post(reverse("admin:leads_lead_change", args=[lead.pk]), {"company": BIRD})
    admin.post(reverse("admin:auth_group_add"), {"name": BIRD})
    admin.post(reverse("admin:people_department_add"), {"name": BIRD})
    url = reverse("admin:auth_user_password_change", args=[cast.bob.pk])
    admin.post(url, {"password1": f"{BIRD}-9-long", "password2": f"{BIRD}-9-long"})
    Client().post(reverse("login"), {"username": BIRD, "password": BIRD})
    Client().post(reverse("login"), {"username": "alice", "password": BIRD})
    everything = json.dumps(list(AuditEntry.objects.values()), default=str)
    assert AuditEntry.objects.count() > 6
    assert (BIRD.lower() in everything.lower(), secret in everything, secret.removeprefix("hot_") in everything) == (
        False,
        False,
        False,
    )
