from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.attribution import CHUNK, Credited, Model, Touch, credits_of, shares_of, won
from hotcrm.sales.models import Account, Contact, Opportunity, Stage
from leads.models import Lead
from leads.models.lifecycle import Status
from tests.factories import make_lead

from .making import make_campaign, make_member, make_opportunity

CLOSE = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
M = Decimal


def touched(*days) -> list[Touch]:
    """Touches so many days before the close, by campaigns 1, 2, 3 and so on."""
    return [Touch(CLOSE - day * DAY, number, "") for number, day in enumerate(days, 1)]


def shares(model, *days, amount="100.00") -> list[Decimal]:
    return credited(M(amount), touched(*days))[model]


def credited(amount, touches) -> dict[str, list[Decimal]]:
    cents = int(amount * 100)
    return Credited(1, cents, CLOSE, touches, shares_of(cents, touches)).credits


@pytest.mark.parametrize(
    ("model", "days", "parts"),
    [
        ("first", [9, 5, 1], [100, 0, 0]),
        ("last", [9, 5, 1], [0, 0, 100]),
        ("even", [9, 5, 1], ["33.33", "33.34", "33.33"]),
        ("position", [9], [100]),
        ("position", [9, 5], [50, 50]),
        ("position", [9, 5, 1], [40, 20, 40]),
        ("position", [9, 7, 5, 1], [40, 10, 10, 40]),
        ("decay", [7, 0], ["33.33", "66.67"]),
        ("decay", [14, 7, 0], ["14.29", "28.57", "57.14"]),
        ("decay", [21, 14], ["33.33", "66.67"]),
        ("decay", [90_000, 0], [0, 100]),
    ],
)
def test_each_model_shares_out_in_its_way(model, days, parts):
    assert shares(model, *days) == [M(part) for part in parts]


money = st.decimals(0, M("99999999999999.99"), places=2, allow_nan=False)
days = st.lists(st.integers(0, 4_000), min_size=1, max_size=12).map(lambda found: sorted(found, reverse=True))


@given(money, days)
def test_credits_sum_to_the_amount_to_the_cent_by_every_model(amount, before):
    for parts in credited(amount, touched(*before)).values():
        assert (sum(parts), min(parts) >= 0, len(parts)) == (amount, True, len(before))


def responded(campaign, person, before, **values):
    return make_member(campaign, person, "responded", responded_at=CLOSE - before * DAY, **values)


def deal(campaign=None, *, amount=100, **values) -> Opportunity:
    made = make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=amount, closed_at=CLOSE, **values)
    Opportunity.objects.filter(pk=made.pk).update(created_at=CLOSE - 10 * DAY)
    return made


def lead_of(opportunity, before=30, **values) -> Lead:
    lead = make_lead(status=Status.CONVERTED, at=CLOSE - before * DAY, **values)
    Lead.objects.filter(pk=lead.pk).update(converted_opportunity=opportunity)
    return lead


def touches() -> list[tuple]:
    (found,) = credits_of(won(Opportunity.objects.all()))
    return [((found.closed_at - touch.at).days, touch.campaign) for touch in found.touches]


@pytest.fixture
def campaigns(db):
    return [make_campaign() for _ in range(4)]


def test_responses_of_its_leads_and_of_its_contact_touch_an_opportunity(campaigns, contact):
    a, b, c, _d = campaigns
    opportunity = deal(primary_contact=contact)
    responded(a, lead_of(opportunity), 20)
    responded(b, lead_of(opportunity), 5)
    responded(c, contact, 12)
    assert touches() == [(20, a.pk), (12, c.pk), (5, b.pk)]


def test_only_a_response_is_a_touch_and_not_one_after_the_close(campaigns):
    a, b, c, _d = campaigns
    lead = lead_of(deal())
    make_member(a, lead, "opened")
    responded(b, lead, -1)
    responded(c, lead, 3, is_held_out=True)
    assert touches() == [(0, None)]


def test_what_a_lead_named_when_it_came_in_is_a_touch(campaigns):
    lead_of(deal(), before=44, campaign=campaigns[0])
    assert touches() == [(44, campaigns[0].pk)]


def test_a_lead_that_came_in_after_the_close_touched_nothing(campaigns):
    lead_of(deal(), before=-3, campaign=campaigns[0])
    assert touches() == [(0, None)]


def test_its_own_campaign_touches_it_where_nothing_else_names_that(campaigns):
    a, b, _c, _d = campaigns
    responded(b, lead_of(deal(a)), 5)
    assert touches() == [(10, a.pk), (5, b.pk)]


def test_its_own_campaign_gives_way_to_whoever_else_names_it(campaigns):
    responded(campaigns[0], lead_of(deal(campaigns[0])), 5)
    assert touches() == [(5, campaigns[0].pk)]


def test_a_campaign_touches_once_the_first_time(campaigns):
    opportunity = deal()
    responded(campaigns[0], lead_of(opportunity), 20)
    responded(campaigns[0], lead_of(opportunity), 25)
    lead_of(opportunity, before=22, campaign=campaigns[0])
    assert touches() == [(25, campaigns[0].pk)]


def test_what_nothing_touched_is_credited_to_no_campaign(db):
    deal(amount=70)
    (found,) = credits_of(won(Opportunity.objects.all()))
    assert found.credits == {model: [70] for model in Model}


def test_what_is_not_won_is_credited_to_nobody(campaigns):
    make_opportunity(campaigns[0], stage=Stage.PROPOSAL, amount=100)
    assert list(credits_of(won(Opportunity.objects.all()))) == []


def test_what_was_won_between_two_instants(db):
    deal()
    every = Opportunity.objects.all()
    counted = [len(won(every, since=since, until=until)) for since, until in ((CLOSE, None), (None, CLOSE))]
    assert counted == [1, 0]


@pytest.mark.parametrize("number", range(3))
def test_credits_of_whatever_happened_sum_to_the_won_revenue(db, number):
    chance = Random(number)
    campaigns = [make_campaign() for _ in range(5)]
    account = Account.objects.create(name="Acme")
    contacts = [Contact.objects.create(account=account, last_name=f"C{n}") for n in range(3)]
    for _ in range(15):
        opportunity = deal(
            chance.choice([None, *campaigns]),
            account=account,
            amount=chance.choice([None, M(chance.randrange(10 ** chance.randrange(1, 12))).scaleb(-2)]),
            primary_contact=chance.choice([None, *contacts]),
        )
        for _ in range(chance.randrange(3)):
            lead = lead_of(opportunity, chance.randrange(-5, 90), campaign=chance.choice([None, *campaigns]))
            for campaign in chance.sample(campaigns, chance.randrange(4)):
                responded(campaign, lead, chance.randrange(-10, 80))
    for contact in contacts:
        for campaign in chance.sample(campaigns, 2):
            responded(campaign, contact, chance.randrange(-10, 80))
    revenue = sum(one.amount or 0 for one in Opportunity.objects.all())
    found = list(credits_of(won(Opportunity.objects.all())))
    for model in Model:
        assert sum(sum(one.credits[model]) for one in found) == revenue
    for one in found:
        named = [touch.campaign for touch in one.touches]
        assert len(set(named)) == len(named)
        assert [touch.at for touch in one.touches] == sorted(touch.at for touch in one.touches)


@pytest.mark.parametrize("number", [1, CHUNK])
def test_four_queries_for_a_chunk(contact, number, django_assert_num_queries):
    values = {"account": contact.account, "primary_contact": contact, "stage": Stage.CLOSED_WON, "amount": 1}
    Opportunity.objects.bulk_create(Opportunity(name="D", **values) for _ in range(number))
    with django_assert_num_queries(4):
        assert sum(1 for _ in credits_of(won(Opportunity.objects.all()))) == number
