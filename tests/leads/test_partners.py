import pytest
from django.urls import reverse

from hotcrm.sales.models import PartnershipAgreement
from leads.models import Lead


@pytest.fixture
def agreement(cast):
    return PartnershipAgreement.objects.create(partner=cast.company, name="Reselling", status="valid")


def test_a_partner_is_offered_the_one_agreement_and_creates_a_lead_under_it(cast, client, agreement):
    client.force_login(cast.pat)
    form = client.get(reverse("lead_create")).context["form"]
    assert form.initial["agreement"] == agreement
    client.post(reverse("lead_create"), {"company": "Acme", "agreement": f"Reselling (#{agreement.pk})"})
    assert Lead.objects.visible_to(cast.pat).get().agreement == agreement


def test_a_partner_creates_no_lead_outside_an_agreement(cast, client, agreement):
    client.force_login(cast.pat)
    response = client.post(reverse("lead_create"), {"company": "Acme"})
    assert (response.status_code, list(response.context["form"].errors), Lead.objects.count()) == (
        422,
        ["agreement"],
        0,
    )


def test_a_terminated_agreement_shuts_partners_out_with_the_next_request(cast, client, agreement):
    client.force_login(cast.pat)
    client.post(reverse("lead_create"), {"company": "Acme", "agreement": f"Reselling (#{agreement.pk})"})
    lead = Lead.objects.get()
    assert client.get(lead.get_absolute_url()).status_code == 200
    PartnershipAgreement.objects.update(status="terminated")
    assert client.get(lead.get_absolute_url()).status_code == 404
