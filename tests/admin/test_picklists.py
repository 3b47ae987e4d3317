import pytest
from django.urls import reverse

from hotcrm.records.models import LeadSource


def act(client, name, *codes):
    typed = {"action": name, "_selected_action": codes}
    return client.post(reverse("admin:records_leadsource_changelist"), typed)


def test_a_value_is_retired_and_offered_again(admin_pages):
    act(admin_pages, "retire", "website", "chat")
    assert set(LeadSource.objects.exclude(retired_at=None).values_list("code", flat=True)) == {"website", "chat"}
    act(admin_pages, "offer_again", "website")
    assert LeadSource.objects.offered().filter(code="website").exists()


def test_a_code_stays_what_it_is(admin_pages):
    url = reverse("admin:records_leadsource_change", args=["website"])
    admin_pages.post(url, {"code": "www", "label": "Our site", "label_zh": "", "position": "10"})
    assert LeadSource.objects.get(code="website").label == "Our site"
    assert not LeadSource.objects.filter(code="www").exists()


def test_labels_are_edited_in_the_list(admin_pages):
    rows = list(LeadSource.objects.order_by("position", "code"))
    typed = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "1"}
    for number, row in enumerate(rows):
        values = {"code": row.code, "label": f"{row.label}!", "label_zh": row.label_zh, "position": row.position}
        typed |= {f"form-{number}-{name}": value for name, value in values.items()}
    admin_pages.post(reverse("admin:records_leadsource_changelist"), typed)
    assert LeadSource.objects.get(code="website").label == "Website!"


@pytest.mark.parametrize("name", ["delete_selected", "explode"])
def test_nothing_is_deleted(admin_pages, name):
    act(admin_pages, name, "website")
    url = reverse("admin:records_leadsource_delete", args=["website"])
    assert admin_pages.post(url, {"post": "yes"}).status_code == 403
    assert LeadSource.objects.filter(code="website").exists()


def test_the_retired_are_not_offered_where_one_is_chosen(admin_pages):
    act(admin_pages, "retire", "website")
    query = {"term": "website", "app_label": "leads", "model_name": "lead", "field_name": "lead_source"}
    found = admin_pages.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["id"] for row in found] == ["website_form"]
