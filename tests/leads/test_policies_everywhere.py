"""Each policy changes the same thing on the page, for many at once, and for programs; what a file brings in too."""

import pytest
from django.contrib import admin
from django.core.files.base import File
from django.urls import reverse

from hotcrm.pages.importing.running import carry_on
from hotcrm.pages.importing.starting import begin
from hotcrm.people.models import User
from hotcrm.records.models import Policy
from hotcrm.sales.models import Account, Contact
from leads.models import Lead, Status
from tests.factories import PoolFactory, make_lead

BACKEND = "django.contrib.auth.backends.ModelBackend"
TO_CONVERT = {"account": "new", "account_name": "Globex", "contact": "none", "opportunity": "none"}
# A policy, what it allows and what it refuses; the verb as addresses call it; who asks, of a lead in which status;
# what a form sends beside.
CASES = [
    ("qualify_by_owner_only", (False, True), "disqualify", "dave", Status.WORKING, {"reason": "no_budget"}),
    ("qualify_by_owner_only", (False, True), "qualify", "dave", Status.WORKING, {}),
    ("qualify_by_owner_only", (False, True), "convert", "dave", Status.QUALIFIED, TO_CONVERT),
    ("convert_only_from_qualified", (False, True), "convert", "alice", Status.WORKING, TO_CONVERT),
    ("return_reason_required", (False, True), "return", "alice", Status.WORKING, {}),
    ("transfer_to_any_pool", (True, False), "transfer", "carol", Status.WORKING, {"to": "elsewhere"}),
]
NOT_FOR_MANY = {"qualify"}


def by_page(client, lead, word, data):
    client.post(reverse("lead_verb", args=[lead.pk, word]), data)


def by_bulk(client, lead, word, data):
    client.post(reverse("lead_bulk", args=[word]), {"ids": [lead.pk], "sure": "1", "token": "t", **data})


def by_program(client, lead, word, data):
    data = {} if word == "convert" else data
    client.post(f"/api/v1/leads/{lead.pk}/{word}/", data, content_type="application/json")


WAYS = [
    pytest.param(case, way, id=f"{case[0]}-{case[2]}-{way.__name__}")
    for case in CASES
    for way in (by_page, by_bulk, by_program)
    if not (way is by_bulk and case[2] in NOT_FOR_MANY)
]


@pytest.mark.parametrize(("case", "way"), WAYS)
@pytest.mark.parametrize("is_refused", [False, True])
def test_a_policy_counts_whichever_way_a_verb_is_asked_for(cast, client, pool, case, way, is_refused):
    policy, values, word, person, status, data = case
    elsewhere = PoolFactory(name="Elsewhere", slug="elsewhere")
    lead = make_lead(owner=cast.alice, pool=pool, status=status, company="Globex")
    Policy.objects.create(pk=1, **{policy: values[is_refused]})
    if "to" in data:
        data = {"to": elsewhere.slug if way is by_program else elsewhere.pk}
    client.force_login(getattr(cast, person), backend=BACKEND)
    way(client, lead, word, data)
    assert (Lead.objects.get(pk=lead.pk).version == lead.version) == is_refused


@pytest.mark.parametrize(("is_open", "notes"), [(True, "Later"), (False, "")])
@pytest.mark.parametrize("way", ["page", "program"])
def test_the_notes_of_a_converted_lead_are_open_or_closed_on_the_page_and_for_programs(
    cast, client, way, is_open, notes
):
    lead = make_lead(owner=cast.alice, status=Status.QUALIFIED, company="Globex")
    lead.convert(by=cast.alice)
    Policy.objects.create(pk=1, converted_notes_editable=is_open)
    client.force_login(cast.alice, backend=BACKEND)
    if way == "page":
        client.post(
            reverse("lead_edit", args=[lead.pk]) + "?section=additional",
            {"notes": "Later", "description": "", "tags": "", "seen_version": lead.version},
        )
    else:
        address, headers = f"/api/v1/leads/{lead.pk}/", {"if-match": f'"{lead.version}"'}
        client.patch(address, {"description": "Later"}, content_type="application/json", headers=headers)
    found = Lead.objects.get(pk=lead.pk)
    assert (found.notes if way == "page" else found.description) == notes


def created_by_page(client, tmp_path, values):
    client.post(reverse("lead_create"), values)


def created_by_program(client, tmp_path, values):
    client.post("/api/v1/leads/", values, content_type="application/json")


def created_by_file(client, tmp_path, values):
    path = tmp_path / "leads.csv"
    path.write_text("First Name,Last Name,Company\nHank,Scorpio,Globex\n")
    with path.open("rb") as file:
        run = begin(Lead, File(file, name="leads.csv"), by=User.objects.get(username="alice"))
    run.start(mapping=run.mapping, options={})
    carry_on(run.pk)


@pytest.mark.parametrize("create", [created_by_page, created_by_program, created_by_file])
@pytest.mark.parametrize(
    ("policy", "leads", "contacts"),
    [({}, 1, 0), ({"required_fields": "s2"}, 0, 0), ({"new_contact": "save"}, 1, 1)],
)
def test_what_a_new_lead_must_have_and_makes_is_the_same_however_it_comes(
    cast, client, settings, tmp_path, create, policy, leads, contacts
):
    settings.MEDIA_ROOT = tmp_path / "files"
    Policy.objects.create(pk=1, **policy)
    client.force_login(cast.alice, backend=BACKEND)
    create(client, tmp_path, {"first_name": "Hank", "last_name": "Scorpio", "company": "Globex"})
    assert (Lead.objects.count(), Contact.objects.count()) == (leads, contacts)


@pytest.mark.parametrize(
    ("policy", "made"),
    [
        ({}, ("converted", 1, 1)),
        ({"account_check": False}, ("converted", 2, 2)),
        ({"contact_check": "none"}, ("converted", 1, 2)),
        ({"contact_check": "fail"}, ("qualified", 1, 1)),
    ],
)
@pytest.mark.parametrize("way", [by_bulk, by_program])
def test_duplicates_are_looked_for_at_conversion_by_many_and_by_programs(cast, client, way, policy, made):
    account = Account.add({"name": "globex"}, by=cast.alice)
    Contact.add({"last_name": "Scorpio", "email": "hank@globex.test", "account": account}, by=cast.alice)
    lead = make_lead(owner=cast.alice, status=Status.QUALIFIED, company="Globex", email="hank@globex.test")
    Policy.objects.create(pk=1, **policy)
    client.force_login(cast.alice, backend=BACKEND)
    way(client, lead, "convert", {})
    assert (Lead.objects.get(pk=lead.pk).status, Account.objects.count(), Contact.objects.count()) == made


def test_the_page_proposes_what_the_policy_would_link(cast, client):
    account = Account.add({"name": "globex"}, by=cast.alice)
    lead = make_lead(owner=cast.alice, status=Status.QUALIFIED, company="Globex")
    client.force_login(cast.alice, backend=BACKEND)
    for is_checked, proposed in ((True, str(account.pk)), (False, "new")):
        Policy.objects.update_or_create(pk=1, defaults={"account_check": is_checked})
        form = client.get(reverse("lead_convert", args=[lead.pk])).context["form"]
        assert (form.initial["account"], [match.record for match in form.matches.accounts]) == (proposed, [account])


def test_every_policy_stands_on_its_page_with_its_effect(cast, client):
    client.force_login(cast.admin, backend=BACKEND)
    page = client.get(reverse("admin:records_policy_add"), follow=True)
    fields = [field for field in Policy._meta.fields if not field.primary_key]
    shown = [name for _title, options in admin.site.get_model_admin(Policy).fieldsets for name in options["fields"]]
    assert sorted(shown) == sorted(field.name for field in fields)
    assert [field.name for field in fields if not field.help_text] == []
    assert [field.name for field in fields if str(field.help_text)[:40] not in page.content.decode()] == []
