"""Adding to a campaign from a list or a page."""

import pytest

from campaigns.models import Member
from leads.models import Status
from tests.factories import make_lead

from .making import make_campaign


@pytest.fixture
def campaign(cast):
    return make_campaign(name="Spring", owner=cast.mia)


@pytest.fixture
def mia(client, cast):
    client.force_login(cast.mia)
    return client


class TestFromAList:
    def test_it_asks_for_the_campaign_and_says_who_cannot_be_added(self, mia, campaign):
        over = make_campaign(name="Over", status="completed")
        leads = [make_lead(), make_lead(status=Status.CONVERTED)]
        page = mia.post("/leads/bulk/enrol/", {"ids": [lead.pk for lead in leads]})
        assert list(page.context["form"].fields["campaign"].queryset) == [campaign]
        assert over not in page.context["form"].fields["campaign"].queryset
        assert page.context["preview"].reasons == [("This lead is converted.", 1)]

    def test_the_ticked_become_members(self, mia, campaign):
        leads = [make_lead(), make_lead()]
        mia.post("/leads/bulk/enrol/", {"ids": [leads[0].pk], "sure": "1", "campaign": campaign.pk, "token": "t"})
        assert list(Member.objects.values_list("lead", flat=True)) == [leads[0].pk]

    def test_all_that_match_become_members_in_a_run(self, mia, campaign):
        leads = [make_lead(), make_lead()]
        mia.post("/leads/bulk/enrol/", {"all": "1", "query": "", "sure": "1", "campaign": campaign.pk, "token": "t"})
        assert set(Member.objects.values_list("lead", flat=True)) == {lead.pk for lead in leads}

    def test_contacts_as_well(self, mia, campaign, contact):
        asked = mia.post("/contacts/bulk/enrol/", {"ids": [contact.pk]})
        assert list(asked.context["form"].fields) == ["campaign"]
        mia.post("/contacts/bulk/enrol/", {"ids": [contact.pk], "sure": "1", "campaign": campaign.pk, "token": "t"})
        assert list(Member.objects.values_list("contact", flat=True)) == [contact.pk]

    def test_who_runs_no_campaigns_is_not_offered_it(self, client, cast, campaign):
        make_lead(owner=cast.alice)
        client.force_login(cast.alice)
        page = client.get("/leads/")
        assert "/leads/bulk/enrol/" not in page.content.decode()

    def test_who_runs_campaigns_is(self, mia, campaign):
        make_lead()
        assert "/leads/bulk/enrol/" in mia.get("/leads/").content.decode()


class TestFromAPage:
    @pytest.mark.parametrize("kind", ["leads", "contacts"])
    def test_one_is_added(self, mia, campaign, contact, kind):
        person = make_lead() if kind == "leads" else contact
        assert mia.get(f"/{kind}/{person.pk}/enrol/").status_code == 200
        mia.post(f"/{kind}/{person.pk}/enrol/", {"campaign": campaign.pk})
        assert Member.objects.get().person == person

    def test_a_second_time_one_reads_why_not(self, mia, campaign):
        lead = make_lead()
        for _ in range(2):
            page = mia.post(f"/leads/{lead.pk}/enrol/", {"campaign": campaign.pk}, follow=True)
        assert "Already a member of this campaign." in page.content.decode()
        assert Member.objects.count() == 1

    def test_the_end_of_a_membership_stands_in_the_history(self, mia, cast, campaign, contact):
        for person, url in ((make_lead(), "leads"), (contact, "contacts")):
            person.enrol(by=cast.mia, campaign=campaign)
            Member.objects.get().remove(by=cast.mia)
            assert "Removed from a campaign" in mia.get(f"/{url}/{person.pk}/").content.decode()
