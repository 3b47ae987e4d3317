import pytest
from django.urls import reverse

from hotcrm.activities.models import Activity, ActivityKind, Task
from hotcrm.pages.models import Run
from hotcrm.records.models import Event
from hotcrm.records.refusals import NotFound, Refused
from leads.models import Lead, Status
from pools.models import Pool
from tests.factories import make_lead


def address(lead):
    return reverse("admin:leads_lead_change", args=[lead.pk])


def form_of(client, lead):
    """What the browser would send back untouched."""
    form = client.get(address(lead)).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def act(client, name, *leads, **more):
    ticked = [lead.pk for lead in leads]
    return client.post(
        reverse("admin:leads_lead_changelist"), {"action": name, "_selected_action": ticked, **more}, follow=True
    )


def test_an_edit_goes_through_the_verb(admin_pages, cast):
    lead = make_lead()
    admin_pages.post(address(lead), {**form_of(admin_pages, lead), "company": "Beta"})
    lead.refresh_from_db()
    event = Event.objects.about(lead).first()
    assert (lead.company, lead.version, event.verb, event.by) == ("Beta", 2, "edit", cast.admin)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "converted"),
        ("owner", "1"),
        ("pool", "1"),
        ("score", "100"),
        ("version", "77"),
        ("discarded_at", "2020-01-01"),
        ("converted_account", "1"),
        ("previous_owner", "1"),
    ],
)
def test_state_cannot_be_typed_past_the_verbs(admin_pages, cast, field, value):
    lead = make_lead(owner=cast.alice, pool=Pool.default(), status=Status.WORKING)
    before = Lead.objects.filter(pk=lead.pk).values().get()
    admin_pages.post(address(lead), {**form_of(admin_pages, lead), field: value})
    assert Lead.objects.filter(pk=lead.pk).values().get() == before


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(admin_pages, cast):
    lead = make_lead(owner=cast.alice)
    typed = form_of(admin_pages, lead)
    Lead.objects.get(pk=lead.pk).edit(by=cast.alice, changes={"company": "Newer"})
    page = admin_pages.post(address(lead), {**typed, "company": "Older"}, follow=True)
    assert (Lead.objects.get(pk=lead.pk).company, "Somebody changed this" in page.text) == ("Newer", True)


def test_a_lead_added_here_waits_in_the_default_pool(admin_pages, cast):
    admin_pages.post(reverse("admin:leads_lead_add"), {"company": "Gamma", "rating": "0", "tags": "[]", "utm": "{}"})
    lead = Lead.objects.get(company="Gamma")
    assert (lead.pool, lead.owner, lead.created_by) == (Pool.default(), None, cast.admin)
    assert Event.objects.about(lead).get().verb == "create"


def test_a_lead_of_nothing_is_refused_in_words(admin_pages):
    page = admin_pages.post(reverse("admin:leads_lead_add"), {"rating": "0", "tags": "[]", "utm": "{}"})
    assert (page.status_code, Lead.objects.count()) == (200, 0)
    assert "A lead needs at least one of" in page.text


def test_many_are_assigned_through_the_verb(admin_pages, cast):
    leads = [make_lead(), make_lead()]
    asked = act(admin_pages, "assign", *leads)
    assert (asked.redirect_chain[0][1], asked.context["preview"].possible) == (307, 2)
    typed = {"ids": asked.context["ids"], "sure": "1", "to": cast.bob.pk, "token": asked.context["token"]}
    admin_pages.post(reverse("lead_bulk", args=["assign"]), typed)
    assert set(Lead.objects.values_list("owner", flat=True)) == {cast.bob.pk}


def test_discarded_leads_are_seen_and_restored(admin_pages, cast):
    lead = make_lead(last_name="Hidden")
    lead.discard(by=cast.admin)
    assert "Hidden" in admin_pages.get(reverse("admin:leads_lead_changelist")).text
    act(admin_pages, "restore", lead)
    assert (Lead.objects.get(pk=lead.pk).status, Run.objects.get().done) == (Status.NEW, 1)


def test_all_that_were_found_are_restored_and_not_the_page_alone(admin_pages, cast):
    leads = [make_lead(last_name=name) for name in ("Hidden", "Hidden", "Elsewhere")]
    for lead in leads:
        lead.discard(by=cast.admin)
    found = reverse("admin:leads_lead_changelist") + "?q=hidden"
    ticked = {"action": "restore", "select_across": "1", "_selected_action": [leads[0].pk]}
    admin_pages.post(found, ticked)
    assert list(Lead.objects.order_by("pk").values_list("status", flat=True)) == ["new", "new", "discarded"]


def test_only_the_discarded_can_be_deleted(admin_pages, cast):
    lead = make_lead()
    delete = reverse("admin:leads_lead_delete", args=[lead.pk])
    assert admin_pages.post(delete, {"post": "yes"}).status_code == 403
    lead.discard(by=cast.admin)
    assert admin_pages.post(delete, {"post": "yes"}).status_code == 302
    assert Lead.objects.count() == 0


def test_what_is_deleted_leaves_its_history_and_nothing_else(cast):
    lead = make_lead(owner=cast.alice)
    lead.log(by=cast.alice, kind=ActivityKind.objects.get(code="call"), body="Called")
    lead.qualify(by=cast.alice)
    lead.discard(by=cast.alice)
    with pytest.raises(NotFound):
        lead.delete_for_good(by=cast.alice)
    number, before = lead.pk, Event.objects.count()
    lead.delete_for_good(by=cast.admin)
    assert (Activity.objects.count(), Task.objects.count(), Event.objects.count()) == (0, 0, before + 1)
    assert Event.objects.filter(object_id=number).order_by("-pk").first().verb == "delete_for_good"


def test_an_open_lead_is_never_deleted(cast):
    with pytest.raises(Refused):
        make_lead().delete_for_good(by=cast.admin)


def test_no_action_deletes_many(admin_pages):
    lead = make_lead()
    act(admin_pages, "delete_selected", lead, post="yes")
    assert Lead.objects.count() == 1
