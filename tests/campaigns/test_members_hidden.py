"""What a pool hides of a lead is in nothing that campaigns tell of it."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import MarketingList
from hotcrm.people.rights import Right
from hotcrm.records.models import Access, TeamMember
from hotcrm.records.verbs import type_of
from leads.maskable import MASKABLE
from tests.campaigns.making import make_campaign, make_member
from tests.factories import make_lead

pytestmark = pytest.mark.django_db
SECRET = ("Qzsecret", "qzmail", "Qzcompany")


@pytest.fixture
def world(cast, pool):
    """A lead that waits in a pool which hides all; Alice is a member of the pool, runs campaigns, and owns one."""
    pool.hidden_fields = list(MASKABLE)
    pool.save()
    rights = cast.mia.groups.get().permissions.filter(codename=Right.CAMPAIGNS)
    cast.alice.user_permissions.add(*rights)
    lead = make_lead(pool=pool, last_name="Qzsecret", company="Qzcompany", email="qzmail@x.example")
    campaign = make_campaign(owner=cast.alice)
    make_member(campaign, lead)
    guests = MarketingList.add({"name": "Guests"}, by=cast.alice)
    lead.add_to_list(by=None, to=guests)
    return lead, campaign, guests


def pages(lead, campaign, guests):
    members = [campaign.pk]
    return (
        *(reverse(name, args=members) for name in ("member_list", "member_panel", "member_export")),
        f"{reverse('member_list', args=members)}?cols=email&cols=phone&cols=title&cols=company",
        f"{reverse('member_add', args=members)}?q={lead.number}",
        f"{reverse('member_add_view', args=members)}?view=all",
        reverse("campaigns_of_lead", args=[lead.pk]),
        guests.get_absolute_url(),
        f"{lead.memberships.get().get_absolute_url()}set-status/",
        campaign.get_absolute_url(),
    )


def told(person, url):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(url)
    body = answer.getvalue() if answer.streaming else answer.content
    return answer.status_code, [word for word in SECRET if word in body.decode()]


def test_no_page_of_members_or_lists_tells_it(cast, world):
    assert {url: words for url in pages(*world) if (words := told(cast.alice, url)[1])} == {}
    shown = told(cast.alice, reverse("member_list", args=[world[1].pk]))
    assert shown == (200, [])


def test_whoever_sees_it_all_reads_it(cast, world):
    assert told(cast.admin, reverse("member_list", args=[world[1].pk])) == (200, list(SECRET))


def test_no_hidden_word_finds_a_member(cast, world):
    client = Client()
    client.force_login(cast.alice, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("member_list", args=[world[1].pk])
    found = [len(client.get(url, {"q": word}).context["table"].data) for word in ("Qzsecret", "qzmail@x.example")]
    assert found == [0, 0]
    assert len(client.get(url, {"q": world[0].number}).context["table"].data) == 1


def test_a_colleague_on_its_team_reads_no_more(cast, world):
    lead, campaign, _guests = world
    TeamMember.objects.create(type=type_of(lead), object_id=lead.pk, user=cast.mallory, access=Access.WRITE)
    TeamMember.objects.create(type=type_of(campaign), object_id=campaign.pk, user=cast.mallory, access=Access.READ)
    assert told(cast.mallory, reverse("member_list", args=[campaign.pk])) == (200, [])
