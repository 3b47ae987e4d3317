import time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.attribution import Model
from campaigns.gathering import NO_CAMPAIGN, NO_SOURCE, UNSEEN, UNTYPED, By, Gathered
from hotcrm.audit.models import AuditEntry
from hotcrm.sales.models import Account, Opportunity, Stage
from tests.sales.conftest import signed_in  # noqa: F401

from .making import make_campaign, make_member, make_opportunity
from .test_attribution import CLOSE, DAY, deal, lead_of, responded

PAGE, BEHIND = "/campaigns/attribution/", "/campaigns/attribution/behind/"
M = Decimal


@pytest.fixture
def world(cast):
    """Two campaigns of Alice's share one deal, another deal names none, and Mallory's is not seen by her."""
    a = make_campaign(owner=cast.alice, name="Fair", type_id="trade_show")
    b = make_campaign(owner=cast.alice, name="Letter")
    hidden = make_campaign(owner=cast.mallory, name="Secret", type_id="email")
    shared = deal(owner=cast.alice, amount=100, name="Shared")
    lead = lead_of(shared, lead_source_id="website")
    responded(a, lead, 14)
    responded(b, lead, 7)
    deal(owner=cast.alice, amount=M("10.01"), name="Alone")
    deal(hidden, owner=cast.alice, amount=5, name="Elsewhere")
    deal(hidden, owner=cast.mallory, amount=1_000_000, name="Not hers")
    return a, b, hidden


def read(user, by, model=Model.DECAY, **kwargs):
    return {line.key: line.credits[model] for line in Gathered(user, by, **kwargs).lines}


def test_credits_are_gathered_by_campaign_type_and_source(cast, world):
    a, b, _hidden = world
    half, rest = M("33.33"), M("66.67")
    by_campaign = {str(a.pk): half, str(b.pk): rest, NO_CAMPAIGN: M("10.01"), UNSEEN: 5}
    assert read(cast.alice, By.CAMPAIGN) == by_campaign
    assert read(cast.alice, By.TYPE) == {"trade_show": half, UNTYPED: rest, NO_CAMPAIGN: M("10.01"), "email": 5}
    assert read(cast.alice, By.SOURCE) == {"website": 100, NO_SOURCE: M("15.01")}


@pytest.mark.parametrize("by", By.values)
@pytest.mark.parametrize("name", ["alice", "mallory", "mia", "pat", "admin"])
def test_every_column_sums_to_the_revenue_that_the_person_sees(cast, world, name, by):
    user = getattr(cast, name)
    revenue = sum(one.amount for one in Opportunity.objects.visible_to(user).filter(stage=Stage.CLOSED_WON))
    assert Gathered(user, by).total.credits == dict.fromkeys(Model.values, revenue)


def test_only_what_was_closed_between_two_days_counts(cast, world):
    assert read(cast.alice, By.CAMPAIGN, since=CLOSE + DAY) == {}
    assert len(read(cast.alice, By.CAMPAIGN, since=CLOSE, until=CLOSE + DAY)) == 4


@pytest.mark.parametrize("by", By.values)
def test_behind_every_figure_stand_opportunities_that_sum_to_it(cast, world, by):
    gathered = Gathered(cast.alice, by)
    for line in gathered.lines:
        for model, amount in line.credits.items():
            assert sum(credit for _pk, credit in gathered.behind(model, line.key)) == amount


def test_the_page_leads_to_the_opportunities_behind_a_figure(cast, world, signed_in):  # noqa: F811
    a, _b, _hidden = world
    page = signed_in("alice").get(PAGE).content.decode()
    assert f"{BEHIND}?by=campaign&amp;key={a.pk}&amp;model=first" in page
    assert "Campaigns that you do not see" in page
    assert "Secret" not in page
    assert "$115.01" in page
    behind = signed_in("alice").get(f"{BEHIND}?by=campaign&key={a.pk}&model=first").content.decode()
    assert "Shared" in behind
    assert "Alone" not in behind


def test_pages_of_what_is_behind_follow_one_another(cast, signed_in):  # noqa: F811
    account = Account.objects.create(name="Acme")
    for number in range(53):
        make_opportunity(
            owner=cast.alice,
            account=account,
            amount=1,
            name=f"Deal-{number}-",
            stage=Stage.CLOSED_WON,
            closed_at=CLOSE - (number // 2) * DAY if number < 50 else None,
        )
    alice, url, seen = signed_in("alice"), f"{BEHIND}?model=even&key={NO_CAMPAIGN}", []
    while url:
        context = alice.get(url).context
        seen.append([record.name for record, _credit in context["rows"]])
        url = context["next_url"]
    assert [len(names) for names in seen] == [50, 3]
    assert len({name for names in seen for name in names}) == 53


@pytest.mark.parametrize("query", ["begin=x", "begin=2026-02-30", "end=9999-12-31", "begin=0001-01-01"])
def test_a_day_that_cannot_be_is_told_at_its_field(cast, world, signed_in, query):  # noqa: F811
    response = signed_in("alice").get(f"{PAGE}?{query}")
    assert (response.status_code, len(response.context["rows"])) == (200, 4)
    assert "filter-error" in response.content.decode()


def test_a_last_day_before_the_first_is_told(cast, world, signed_in):  # noqa: F811
    response = signed_in("alice").get(f"{PAGE}?begin=2026-05-02&end=2026-05-01")
    assert response.context["form"].errors == {"end": ["This day is before the first one."]}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "model=first",
        "key=1",
        "model=first&key=",
        "model=other&key=1",
        "model=first&key=x",
        f"model=first&key={'9' * 40}",
        "model=first&key=٣",
        "model=first&by=type&key=nonsense",
    ],
)
def test_behind_what_there_is_not_is_nothing(cast, world, signed_in, query):  # noqa: F811
    assert signed_in("alice").get(f"{BEHIND}?{query}").status_code == 404


def test_behind_a_campaign_that_one_does_not_see_is_nothing(cast, world, signed_in):  # noqa: F811
    assert signed_in("alice").get(f"{BEHIND}?model=first&key={world[2].pk}").status_code == 404


@pytest.mark.parametrize("after", ["x", "0", "-1", "9" * 30, "999999999"])
def test_a_place_that_is_none_is_the_first_page(cast, world, signed_in, after):  # noqa: F811
    response = signed_in("alice").get(f"{BEHIND}?model=first&key={NO_CAMPAIGN}&after={after}")
    assert [record.name for record, _credit in response.context["rows"]] == ["Alone"]


def test_an_export_holds_every_line_and_is_told_to_the_audit(cast, world, signed_in):  # noqa: F811
    client = signed_in("alice")
    session = client.session
    session["confirmed"] = int(time.time())
    session.save()
    response = client.get(reverse("campaign_attribution_export"))
    lines = b"".join(response).decode().splitlines()
    assert len(lines) == 5
    assert lines[0].endswith("First touch,Last touch,Even,Position-based,Time decay")
    assert AuditEntry.objects.filter(by=cast.alice, kind="exported").count() == 1


@pytest.mark.parametrize("url", [PAGE, f"{PAGE}?by=type", f"{PAGE}?by=source", f"{BEHIND}?model=even&key=~none"])
def test_few_and_many_cost_the_same_number_of_queries(cast, world, signed_in, url):  # noqa: F811
    alice = signed_in("alice")
    alice.get(url)
    with CaptureQueriesContext(connection) as few:
        alice.get(url)
    for _ in range(10):
        campaign = make_campaign(owner=cast.alice)
        make_member(campaign, lead_of(deal(owner=cast.alice)), "responded", responded_at=CLOSE - DAY)
        deal(owner=cast.alice)
    with CaptureQueriesContext(connection) as many:
        alice.get(url)
    assert len(many) == len(few)
