import pytest
from django.contrib import admin
from django.urls import reverse

from hotcrm.records.models import Policy
from tests.factories import make_lead

OURS = ("people", "records", "activities", "sales", "campaigns", "pools", "leads", "auth")
REGISTERED = [model for model in admin.site._registry if model._meta.app_label in OURS]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_every_list_opens_and_searches(admin_pages, model):
    make_lead()
    for query in ("", "?q=x", "?q=%E5%85%AC%E6%B5%B7", "?q=99999999999999999999999", "?p=99999999999"):
        response = admin_pages.get(address(model, "changelist") + query, follow=True)
        assert (query, response.status_code) == (query, 200)


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label_lower)
def test_every_form_opens(admin_pages, model):
    expected = 200 if admin.site._registry[model].has_add_permission(admin_request(admin_pages)) else 403
    assert admin_pages.get(address(model, "add")).status_code == expected
    if row := model._default_manager.first():
        assert admin_pages.get(address(model, "change", row.pk)).status_code == 200


def admin_request(client):
    return client.get(reverse("admin:index")).wsgi_request


@pytest.mark.parametrize("name", ["alice", "carol", "dave", "mia", "pat", "auditor"])
def test_the_administration_is_for_administrators(cast, client, name):
    client.force_login(getattr(cast, name), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("admin:leads_lead_changelist")).status_code == 302


def test_the_policy_is_one_form_and_no_list(admin_pages):
    page = admin_pages.get(reverse("admin:records_policy_changelist"))
    assert (page.status_code, page.url) == (302, reverse("admin:records_policy_add"))
    Policy(pk=1).save()
    page = admin_pages.get(reverse("admin:records_policy_changelist"))
    assert (page.status_code, page.url) == (302, reverse("admin:records_policy_change", args=[1]))


def test_lists_cost_the_same_for_few_and_many(admin_pages, cast, django_assert_max_num_queries):
    for _ in range(30):
        make_lead(owner=cast.alice)
    with django_assert_max_num_queries(12):
        admin_pages.get(reverse("admin:leads_lead_changelist"))
    with django_assert_max_num_queries(14):
        admin_pages.get(reverse("admin:people_user_changelist"))


def test_big_tables_are_counted_up_to_a_limit(admin_pages, cast, monkeypatch):
    monkeypatch.setattr("hotcrm.records.admin.COUNTED", 3)
    for _ in range(5):
        make_lead()
    page = admin_pages.get(reverse("admin:leads_lead_changelist"))
    assert (page.context["cl"].result_count, page.context["cl"].full_result_count) == (3, None)
