import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import Campaign
from hotcrm.people.models import User
from hotcrm.people.roles import Role
from hotcrm.records.models import Access, Event, Policy, SharingRule
from hotcrm.records.refusals import NotAllowed, Refused
from hotcrm.records.visibility import sees
from leads.models import DisqualificationReason, Lead, Status
from pools.models import ReturnReason
from tests.factories import PoolFactory, make_lead

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def lead(cast):
    return make_lead(owner=cast.alice, status=Status.WORKING)


def disqualify(lead, by):
    lead.disqualify(by=by, reason=DisqualificationReason.objects.get(code="other"))


def qualify(lead, by):
    lead.qualify(by=by)


@pytest.mark.parametrize("decide", [qualify, disqualify])
def test_a_manager_decides_unless_the_policy_leaves_it_to_the_owner(cast, lead, decide):
    Policy.objects.create(pk=1, qualify_by_owner_only=True)
    with pytest.raises(NotAllowed):
        decide(lead, cast.dave)
    Policy.objects.update(qualify_by_owner_only=False)
    decide(lead, cast.dave)


@pytest.mark.parametrize("decide", [qualify, disqualify])
@pytest.mark.parametrize("person", ["alice", "admin"])
def test_owner_and_administrator_decide_in_any_case(cast, lead, decide, person):
    Policy.objects.create(pk=1, qualify_by_owner_only=True)
    decide(lead, getattr(cast, person))
    assert lead.status == (Status.QUALIFIED if decide is qualify else Status.UNQUALIFIED)


def test_the_notes_of_a_converted_lead_are_closed_when_the_policy_says_so(cast, lead):
    lead.convert(by=cast.alice)
    lead.edit(by=cast.alice, changes={"notes": "Still open."})
    Policy.objects.create(pk=1, converted_notes_editable=False)
    with pytest.raises(Refused):
        lead.edit(by=cast.alice, changes={"notes": "Closed."})


# Returning ------------------------------------------------------------------------------------


def returned(client, lead, **typed):
    return client.post(reverse("lead_verb", args=[lead.pk, "return"]), typed).status_code


def test_a_return_needs_a_reason_unless_the_policy_lets_it_be_left_out(cast, client, pool):
    lead = make_lead(owner=cast.alice, pool=pool, status=Status.WORKING)
    client.force_login(cast.alice, backend=BACKEND)
    assert returned(client, lead) == 422
    with pytest.raises(Refused):
        lead.return_to_pool(by=cast.alice)
    Policy.objects.create(pk=1, return_reason_required=False)
    assert returned(client, lead, reason="nonsense") == 422
    assert returned(client, lead) == 302
    lead.refresh_from_db()
    assert (lead.owner, lead.status) == (None, Status.NEW)
    event = Event.objects.about(lead).first()
    assert (event.verb, "reason" in event.data) == ("return_to_pool", False)


def test_the_api_asks_for_the_reason_as_the_page_does(cast, client, pool):
    lead = make_lead(owner=cast.alice, pool=pool)
    client.force_login(cast.alice, backend=BACKEND)
    url = f"/api/v1/leads/{lead.pk}/return/"
    refused = client.post(url, {}, content_type="application/json")
    assert (refused.status_code, list(refused.json())) == (400, ["reason"])
    Policy.objects.create(pk=1, return_reason_required=False)
    assert client.post(url, {}, content_type="application/json").status_code == 200


def test_a_return_with_a_reason_asks_no_policy(cast, pool):
    reason, leads = ReturnReason.objects.first(), [make_lead(owner=cast.alice, pool=pool) for _ in range(2)]
    leads[0].return_to_pool(by=cast.alice, reason=reason)
    with CaptureQueriesContext(connection) as asked:
        leads[1].return_to_pool(by=cast.alice, reason=reason)
    assert [query["sql"] for query in asked if "records_policy" in query["sql"]] == []


# Transferring ---------------------------------------------------------------------------------


def test_a_pool_administrator_transfers_to_other_pools_where_the_policy_says_so(cast, client, pool):
    lead, other, closed = make_lead(), PoolFactory(), PoolFactory(is_enabled=False)
    client.force_login(cast.carol, backend=BACKEND)
    url = reverse("lead_verb", args=[lead.pk, "transfer"])
    assert client.post(url, {"to": other.pk}).status_code == 422
    with pytest.raises(Refused):
        lead.transfer(by=cast.carol, to=other)
    Policy.objects.create(pk=1, transfer_to_any_pool=True)
    assert client.post(url, {"to": closed.pk}).status_code == 422
    assert client.post(url, {"to": other.pk}).status_code == 302
    lead.refresh_from_db()
    assert lead.pool == other


def test_many_are_transferred_to_any_pool_and_the_policy_is_asked_once(cast, pool):
    leads, other = [make_lead() for _ in range(5)], PoolFactory()
    refused = Lead.transfer.apply([lead.pk for lead in leads], by=cast.carol, to=other).refused
    assert len(refused) == 5
    Policy.objects.create(pk=1, transfer_to_any_pool=True)
    with CaptureQueriesContext(connection) as asked:
        done = Lead.transfer.apply([lead.pk for lead in leads], by=cast.carol, to=other).done
    assert (len(done), len([query for query in asked if "records_policy" in query["sql"]])) == (5, 1)


def test_the_policy_makes_nobody_an_administrator_of_the_source(cast, pool):
    Policy.objects.create(pk=1, transfer_to_any_pool=True)
    with pytest.raises(NotAllowed):
        make_lead().transfer(by=cast.alice, to=PoolFactory())


# Marketers ------------------------------------------------------------------------------------


@pytest.fixture
def three(cast):
    """A lead of a campaign, one of none, and one of none that is shared with Mia."""
    campaign = Campaign.objects.create(name="Fair", code="fair", owner=cast.dave)
    leads = [make_lead(owner=cast.alice, campaign=campaign), make_lead(owner=cast.alice), make_lead(owner=cast.bob)]
    SharingRule.objects.create(from_user=cast.bob, to_user=cast.mia, access=Access.WRITE)
    return leads


def seen_by(person):
    person = User.objects.get(pk=person.pk)
    rows = Lead.objects.visible_to(person).order_by("pk")
    assert [row for row in Lead.objects.order_by("pk") if sees(person, row)] == list(rows)
    return list(rows)


def test_marketers_see_all_leads_or_those_of_campaigns_only(cast, three):
    assert seen_by(cast.mia) == three
    Policy.objects.create(pk=1, marketers_see_campaign_leads_only=True)
    assert seen_by(cast.mia) == [three[0], three[2]]
    Policy.objects.update(marketers_see_campaign_leads_only=False)
    assert seen_by(cast.mia) == three


@pytest.mark.parametrize("name", ["auditor", "admin"])
def test_auditors_and_administrators_see_all_whatever_the_marketers_do(cast, three, name):
    Policy.objects.create(pk=1, marketers_see_campaign_leads_only=True)
    assert seen_by(getattr(cast, name)) == three
    getattr(cast, name).groups.add(Group.objects.get(name=Role.MARKETER))
    assert seen_by(getattr(cast, name)) == three


def test_a_marketer_who_sells_too_sees_what_sellers_see_and_the_campaigns(cast, three):
    cast.mallory.groups.add(Group.objects.get(name=Role.MARKETER))
    mallorys = make_lead(owner=cast.mallory)
    Policy.objects.create(pk=1, marketers_see_campaign_leads_only=True)
    assert seen_by(cast.mallory) == [three[0], mallorys]


def test_what_a_marketer_is_kept_from_is_not_found_anywhere(cast, client, three):
    Policy.objects.create(pk=1, marketers_see_campaign_leads_only=True)
    client.force_login(cast.mia, backend=BACKEND)
    hidden = three[1]
    Lead.objects.filter(pk=hidden.pk).update(company="Hidden Ltd")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(f"/api/v1/leads/{hidden.pk}/").status_code == 404
    assert [row["id"] for row in client.get("/api/v1/leads/?sort=created_at").json()["results"]] == [
        three[0].pk,
        three[2].pk,
    ]
    assert "Hidden Ltd" not in client.get(reverse("lead_list")).text
    assert b"Hidden Ltd" not in client.get(reverse("lead_export")).getvalue()
    assert client.get(three[0].get_absolute_url()).status_code == 200


def test_a_marketer_edits_what_a_rule_shares_to_be_written(cast, three):
    three[2].edit(by=User.objects.get(pk=cast.mia.pk), changes={"notes": "Seen at the fair"})
    with pytest.raises(NotAllowed):
        three[0].edit(by=User.objects.get(pk=cast.mia.pk), changes={"notes": "Seen"})


def test_what_the_policy_says_of_marketers_costs_nobody_a_question_of_its_own(cast):
    for name, number in (("alice", 1), ("auditor", 0), ("admin", 0), ("mia", 1)):
        person = User.objects.get(pk=getattr(cast, name).pk)
        with CaptureQueriesContext(connection) as asked:
            list(Lead.objects.visible_to(person))
            list(Lead.objects.visible_to(person))
        found = [query for query in asked if "records_policy" in query["sql"]]
        assert all("people_reporting" in query["sql"] for query in found)
        assert (name, len(found)) == (name, number)
