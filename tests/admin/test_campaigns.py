"""Campaigns, their types and costs in the administration: what changes there, the history tells."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns.models import Campaign, CampaignCost, CampaignType
from hotcrm.records.models import Event
from tests.campaigns.making import make_campaign

pytestmark = pytest.mark.django_db
DAY = date(2030, 3, 1)


def form_values(page) -> dict:
    """What stands in the form of a page, as a browser would send it."""
    form = page.context["adminform"].form
    values = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


def verbs_told(campaign) -> list[str]:
    return list(Event.objects.about(campaign).order_by("pk").values_list("verb", flat=True))


def test_a_campaign_is_edited_through_its_verb(cast, admin_pages):
    campaign = make_campaign(owner=cast.mia, name="Fair")
    url = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    values = form_values(admin_pages.get(url)) | {"channel": "Hall 4"}
    assert admin_pages.post(url, values).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.channel, campaign.version, verbs_told(campaign)) == ("Hall 4", 2, ["edit"])


def test_its_status_is_shown_and_not_typed(cast, admin_pages):
    campaign = make_campaign(owner=cast.mia)
    url = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    admin_pages.post(url, form_values(admin_pages.get(url)) | {"status": "completed"})
    assert Campaign.objects.get(pk=campaign.pk).status == "planning"


def test_no_campaign_is_put_below_itself(cast, admin_pages):
    campaign = make_campaign(owner=cast.mia)
    child = make_campaign(parent=campaign)
    url = reverse("admin:campaigns_campaign_change", args=[campaign.pk])
    admin_pages.post(url, form_values(admin_pages.get(url)) | {"parent": child.pk})
    assert Campaign.objects.get(pk=campaign.pk).parent is None


def test_a_type_says_whether_it_goes_out_by_mail(admin_pages):
    url = reverse("admin:campaigns_campaigntype_change", args=["webinar"])
    values = form_values(admin_pages.get(url)) | {"by_mail": "on"}
    assert admin_pages.post(url, values).status_code == 302
    assert CampaignType.objects.get(pk="webinar").by_mail


def test_costs_are_added_changed_and_removed_by_the_verbs_of_the_campaign(cast, admin_pages):
    campaign = make_campaign(owner=cast.mia)
    add = reverse("admin:campaigns_campaigncost_add")
    assert admin_pages.post(add, {"campaign": campaign.pk, "spent_on": "2030-03-01", "amount": "5"}).status_code == 302
    cost = CampaignCost.objects.get()
    change = reverse("admin:campaigns_campaigncost_change", args=[cost.pk])
    admin_pages.post(change, {"spent_on": "2030-03-01", "amount": "7", "note": "Stamps"})
    cost.refresh_from_db()
    assert (cost.amount, cost.note) == (7, "Stamps")
    admin_pages.post(reverse("admin:campaigns_campaigncost_delete", args=[cost.pk]), {"post": "yes"})
    assert (CampaignCost.objects.count(), verbs_told(campaign)) == (0, ["add_cost", "change_cost", "remove_cost"])


def test_the_lists_open(cast, admin_pages):
    campaign = make_campaign(owner=cast.mia)
    CampaignCost.objects.create(campaign=campaign, spent_on=DAY, amount=1)
    for name in ("campaign", "campaigntype", "campaigncost"):
        assert admin_pages.get(reverse(f"admin:campaigns_{name}_changelist")).status_code == 200
