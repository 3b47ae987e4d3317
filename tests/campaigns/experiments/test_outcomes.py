from decimal import Decimal

import pytest

from campaigns.experiments.outcomes import Outcome, outcomes_of
from campaigns.models import LeadStage, MemberStatus
from hotcrm.sales.models import Contact, Stage
from leads.models import Lead
from leads.models.lifecycle import Status
from tests.campaigns.making import make_campaign, make_member, make_opportunity
from tests.factories import make_lead

pytestmark = pytest.mark.django_db
AB = [{"code": "a", "name": "A", "share": 1}, {"code": "b", "name": "B", "share": 1}]


def test_each_group_is_counted_in_one_query(contact, django_assert_num_queries):
    campaign = make_campaign(variants=AB, holdout_percent=10)
    make_member(campaign, contact, MemberStatus.RESPONDED, arm="a", value=Decimal("29.99"))
    make_member(campaign, make_lead(), MemberStatus.CLICKED, arm="a")
    make_member(campaign, make_lead(), MemberStatus.CONVERTED, arm="b", value=3)
    make_member(campaign, make_lead(), "", arm="holdout", is_held_out=True)
    make_member(make_campaign(), make_lead(), MemberStatus.RESPONDED, arm="a")
    with django_assert_num_queries(1):
        a, b, holdout = outcomes_of(campaign)
    assert (a.code, a.n, a.responded, a.converted, round(a.total, 2)) == ("a", 2, 1, 0, 29.99)
    assert round(a.squares, 4) == 899.4001
    assert b == Outcome("b", n=1, responded=1, converted=1, total=3, squares=9)
    assert holdout == Outcome("holdout", is_held_out=True, n=1)


def test_who_is_held_out_and_responds_by_themselves_counts():
    campaign = make_campaign(holdout_percent=10)
    make_member(campaign, make_lead(), MemberStatus.RESPONDED, arm="holdout", is_held_out=True)
    make_member(campaign, make_lead(status=Status.CONVERTED), "", arm="holdout", is_held_out=True)
    [holdout] = outcomes_of(campaign)
    assert (holdout.n, holdout.responded, holdout.converted) == (2, 1, 1)


def test_the_campaign_says_what_a_response_is():
    campaign = make_campaign(responses=[MemberStatus.CLICKED])
    make_member(campaign, make_lead(), MemberStatus.CLICKED)
    make_member(campaign, make_lead(), MemberStatus.RESPONDED)
    [everybody] = outcomes_of(campaign)
    assert (everybody.code, everybody.n, everybody.responded) == ("", 2, 1)


@pytest.mark.parametrize(
    ("stage", "known", "wanted"), [(Stage.CLOSED_WON, None, 500), (Stage.PROPOSAL, None, 0), (Stage.CLOSED_WON, 7, 7)]
)
def test_what_was_won_with_the_lead_is_its_value_where_none_is_known(stage, known, wanted):
    lead = make_lead(status=Status.CONVERTED)
    deal = make_opportunity(amount=500, stage=stage)
    Lead.objects.filter(pk=lead.pk).update(converted_opportunity=deal)
    campaign = make_campaign()
    make_member(campaign, Lead.objects.get(pk=lead.pk), MemberStatus.CONVERTED, value=known)
    [everybody] = outcomes_of(campaign)
    assert (everybody.total, everybody.squares) == (wanted, wanted**2)


def test_who_was_put_into_a_group_stays_in_it():
    """A variant that was taken away still shows what became of its members, and a discarded lead is one of them."""
    campaign = make_campaign(variants=AB[:1])
    make_member(campaign, make_lead(), arm="gone")
    make_member(campaign, make_lead(), arm="a", lead_stage=LeadStage.DISCARDED)
    assert [(outcome.code, outcome.n) for outcome in outcomes_of(campaign)] == [("a", 1), ("gone", 1)]


def test_the_same_number_of_queries_for_many_members(contact, django_assert_num_queries):
    campaign = make_campaign(variants=AB)
    for number in range(30):
        person = Contact.objects.create(account=contact.account, last_name=f"Contact {number}")
        make_member(campaign, person, arm="ab"[number % 2])
    with django_assert_num_queries(1):
        assert [outcome.n for outcome in outcomes_of(campaign)] == [15, 15]
