"""The list of campaigns: views, filters, figures, files, board and calendar."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, CampaignCost, CampaignStatus
from hotcrm.records.models import Access, TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Stage
from leads.models import Status
from tests.factories import make_lead

from .making import make_campaign, make_member, make_opportunity
from .pages import browser, listed

pytestmark = pytest.mark.django_db
LIST = "/campaigns/"
RUNNING = {"status": CampaignStatus.IN_PROGRESS, "starts_on": date(2030, 3, 1), "ends_on": date(2030, 3, 31)}


@pytest.fixture
def mia(cast):
    return browser(cast.mia)


class TestViews:
    def test_it_opens_with_what_is_running(self, cast, mia):
        make_campaign(name="Running", **RUNNING)
        make_campaign(name="Planned")
        page = mia.get(LIST)
        assert (listed(mia), page.context["view"].slug) == (["Running"], "active")
        assert listed(mia, "?view=planned") == ["Planned"]
        assert sorted(listed(mia, "?view=all")) == ["Planned", "Running"]

    def test_what_ended_and_says_no_cost(self, cast, mia):
        yesterday = timezone.localdate() - timedelta(days=1)
        past = {"starts_on": yesterday, "ends_on": yesterday}
        make_campaign(name="Completed", status="completed")
        make_campaign(name="Past", status="in_progress", **past)
        make_campaign(name="Typed", status="completed", typed_cost=0)
        spent = make_campaign(name="Summed", status="completed")
        CampaignCost.objects.create(campaign=spent, spent_on=yesterday, amount=1)
        make_campaign(name="Cancelled", status="cancelled", **past)
        make_campaign(name="Planned", **past)
        assert sorted(listed(mia, "?view=without-cost")) == ["Completed", "Past"]

    def test_mine(self, cast, mia):
        make_campaign(name="Mine", owner=cast.mia)
        make_campaign(name="Other", owner=cast.alice)
        assert listed(mia, "?view=my") == ["Mine"]

    @pytest.mark.parametrize("person", ["alice", "dave", "mia", "auditor", "admin", "pat"])
    def test_every_view_opens_for_everybody(self, cast, person):
        make_campaign(owner=cast.alice, budgeted_cost=1, typed_cost=2, **RUNNING)
        client = browser(getattr(cast, person))
        for slug in client.get(LIST).context["listing"].views.shipped:
            for url in (LIST, "/campaigns/counts/"):
                assert client.get(url, {"view": slug, "tabs": 1}).status_code == 200


class TestWhoSeesWhat:
    def test_own_those_below_the_team_and_all_for_those_who_see_all(self, cast):
        own, other = make_campaign(name="Own", owner=cast.alice), make_campaign(name="Other", owner=cast.mallory)
        TeamMember.objects.create(type=type_of(own), object_id=other.pk, user=cast.bob, access=Access.READ)
        people = ("alice", "bob", "dave", "carol", "mallory", "mia", "auditor", "admin", "pat")
        found = {person: sorted(listed(browser(getattr(cast, person)), "?view=all")) for person in people}
        everything = ["Other", "Own"]
        assert found == {
            "alice": ["Own"], "bob": ["Other"], "dave": everything, "carol": [], "mallory": ["Other"],
            "mia": everything, "auditor": everything, "admin": everything, "pat": [],
        }  # fmt: skip

    @pytest.mark.parametrize(("person", "answer"), [
        ("alice", 403), ("dave", 403), ("mia", 200), ("auditor", 403), ("admin", 200), ("pat", 403),
    ])  # fmt: skip
    def test_who_runs_campaigns_makes_them(self, cast, person, answer):
        client = browser(getattr(cast, person))
        assert client.get("/campaigns/new/").status_code == answer
        assert ("/campaigns/new/" in client.get(LIST).text) == (answer == 200)


class TestFilters:
    @pytest.mark.parametrize(("query", "found"), [
        ("q=fair", ["Spring fair"]), ("q=ring", ["Spring fair"]), ("q=web-", ["Talk"]), ("q=eb-", []),
        ("type=webinar", ["Talk"]), ("status=planning", ["Spring fair"]), ("owner=me", ["Talk"]),
        ("runs_from=2030-04-01", []), ("runs_until=2030-03-01", ["Talk"]), ("runs_from=2030-03-31", ["Talk"]),
        ("runs_from=x", ["Spring fair", "Talk"]),
    ])  # fmt: skip
    def test_by_name_code_type_status_owner_and_days(self, cast, mia, query, found):
        make_campaign(name="Spring fair", code="fair-1", owner=cast.alice)
        make_campaign(name="Talk", code="web-1", owner=cast.mia, type_id="webinar", **RUNNING)
        assert sorted(listed(mia, f"?view=all&{query}")) == found

    @pytest.mark.parametrize("query", ["q=%00", "q=%25", "owner=99999999999999999999", "type=x", "after=x~y", "size=0",
                                       "after=0~~1~1", "after=0~2030-01-01~1~1", "cols=x", "sort=--starts_on",
                                       "runs_from=99999-01-01", "runs_until=%00"])  # fmt: skip
    def test_no_address_fails(self, cast, mia, query):
        make_campaign(**RUNNING)
        assert mia.get(f"{LIST}?view=all&{query}").status_code in (200, 400)


def shown(client, query="?view=all"):
    """The cells of the first row by their names."""
    table = client.get(LIST + query).context["table"]
    row = table.data[0]
    return {name: str(getattr(table, f"render_{name}")(row)) for name, _label, _css in table.heads}


def test_a_row_says_what_the_campaign_brought(cast, mia):
    campaign = make_campaign(name="Fair", owner=cast.mia, budgeted_cost=4000, typed_cost=5000)
    for status in (Status.NEW, Status.NEW, Status.NEW, Status.CONVERTED):
        make_member(campaign, make_lead(status=status, owner=cast.alice))
    make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=50_000)
    cells = shown(mia)
    named = ("members", "leads", "converted", "conversion_rate", "revenue", "roi")
    assert [cells[name] for name in named] == ["4", "4", "1", "25\xa0%", "$50,000", "900\xa0%"]
    assert "over-budget" in cells["cost"]


@pytest.mark.parametrize("person", ["alice", "dave", "mia", "admin"])
def test_the_list_asks_as_much_for_fifty_campaigns_as_for_one(cast, person):
    client = browser(getattr(cast, person))

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?view=all")
        return len(asked)

    make_campaign(owner=cast.alice, **RUNNING)
    client.get(f"{LIST}?view=all")
    one = queries()
    lead = make_lead(owner=cast.alice)
    for number in range(60):
        campaign = make_campaign(owner=cast.alice, type_id="webinar", **RUNNING)
        make_member(campaign, lead)
        CampaignCost.objects.create(campaign=campaign, spent_on=date(2030, 3, 1), amount=number)
    assert (queries(), one <= 12) == (one, True)


class TestFiles:
    def test_the_list_goes_out_with_its_figures(self, cast, mia):
        campaign = make_campaign(
            name="=Fair", code="fair", owner=cast.mia, type_id="webinar", typed_cost=Decimal("10.50"), **RUNNING
        )
        make_member(campaign, make_lead(owner=cast.alice))
        make_opportunity(campaign, stage=Stage.CLOSED_WON, amount=105)
        content = b"".join(mia.get("/campaigns/export/?view=all").streaming_content).decode("utf-8-sig")
        head, row = (line.split(",") for line in content.splitlines())
        found = dict(zip(head, row, strict=True))
        names = ("Name", "Code", "Type", "Status", "Starts on", "Owner", "Actual cost", "Members", "ROI (%)")
        assert [found[name] for name in names] == [
            "'=Fair", "fair", "Webinar", "In progress", "2030-03-01", "mia", "10.50", "1", "900.00",
        ]  # fmt: skip

    def test_a_file_asks_as_much_for_thirty_as_for_one(self, cast, mia, django_assert_max_num_queries):
        for _number in range(30):
            make_campaign(owner=cast.mia, **RUNNING)
        with django_assert_max_num_queries(16):
            lines = b"".join(mia.get("/campaigns/export/?view=all&format=csv").streaming_content).splitlines()
        assert len(lines) == 31


class TestBoard:
    def test_a_column_for_each_status_with_what_is_budgeted(self, cast, mia):
        make_campaign(name="One", budgeted_cost=100, **RUNNING)
        make_campaign(name="Two", budgeted_cost=50, **RUNNING)
        make_campaign(name="Plan")
        columns = {one.state: one for one in mia.get("/campaigns/board/").context["columns"]}
        assert list(columns) == list(CampaignStatus)
        running = columns["in_progress"]
        assert (running.count, running.amount, len(running.cards)) == (2, 150, 2)
        assert sorted(listed(mia, running.list_url.removeprefix(LIST))) == ["One", "Two"]

    def test_a_card_offers_what_may_be_done(self, cast, mia):
        make_campaign(**RUNNING)
        offered = {
            person: [str(label) for label, *_rest in self.card(browser(getattr(cast, person))).verbs]
            for person in ("mia", "auditor")
        }
        assert offered == {"mia": ["Put on hold", "Complete", "Cancel"], "auditor": []}

    def card(self, client):
        columns = client.get("/campaigns/board/").context["columns"]
        return next(card for column in columns for card in column.cards)


class TestCalendar:
    def days(self, client, month):
        """Each day on which something runs."""
        found: dict = {}
        for week in client.get("/campaigns/calendar/", {"month": month}).context["weeks"]:
            for line in week.lines:
                spans = [span for span in line for _day in range(span.length)]
                for day, span in zip(week.days, spans, strict=True):
                    if span.campaign:
                        found.setdefault(day.date, []).append(str(span.campaign))
        return sorted(found.items())

    def test_a_campaign_stands_on_its_days_across_months(self, cast, mia):
        make_campaign(name="Fair", starts_on=date(2030, 3, 30), ends_on=date(2030, 4, 2))
        make_campaign(name="Undated")
        expected = [(date(2030, 3, day), ["Fair"]) for day in (30, 31)]
        expected += [(date(2030, 4, day), ["Fair"]) for day in (1, 2)]
        march, april = self.days(mia, "2030-03"), self.days(mia, "2030-04")
        assert march[:2] == expected[:2]
        assert april[-2:] == expected[2:]

    def test_it_shows_to_each_what_they_see(self, cast):
        make_campaign(name="Own", owner=cast.alice, **RUNNING)
        make_campaign(name="Other", owner=cast.mallory, **RUNNING)
        found = {person: browser(getattr(cast, person)).get("/campaigns/calendar/?month=2030-03").context["listed"]
                 for person in ("alice", "mia", "pat")}  # fmt: skip
        assert {person: sorted(map(str, rows)) for person, rows in found.items()} == {
            "alice": ["Own"], "mia": ["Other", "Own"], "pat": [],
        }  # fmt: skip

    def test_campaigns_that_do_not_meet_share_a_line(self, cast, mia):
        for first, last in ((4, 5), (7, 8), (5, 7)):
            make_campaign(name=f"{first}-{last}", starts_on=date(2030, 3, first), ends_on=date(2030, 3, last))
        [week] = [week for week in self.weeks(mia) if week.lines]
        lines = [[str(span.campaign) for span in line if span.campaign] for line in week.lines]
        assert lines == [["4-5", "7-8"], ["5-7"]]

    def weeks(self, client):
        return client.get("/campaigns/calendar/?month=2030-03").context["weeks"]

    def test_one_without_an_end_stands_on_the_day_it_starts(self, cast, mia):
        make_campaign(name="Open", starts_on=date(2030, 3, 12))
        assert self.days(mia, "2030-03") == [(date(2030, 3, 12), ["Open"])]

    @pytest.mark.parametrize(
        "month", ["", "x", "2030-13", "0000-01", "9999-12", "2030-3", "٢٠٣٠-٠٣", "\x00", "1e9-01"]
    )
    def test_what_names_no_month_shows_this_one(self, cast, mia, month):
        page = mia.get("/campaigns/calendar/", {"month": month})
        assert page.status_code in (200, 400)
        if page.status_code == 200:
            assert page.context["month"].year in (cast.mia.today().year, 2030)

    def test_the_first_and_the_last_month_lead_no_further(self, cast, mia):
        first, last = (mia.get("/campaigns/calendar/", {"month": month}).context for month in ("1900-01", "2199-12"))
        assert (first["previous_url"], last["next_url"]) == ("", "")

    def test_it_asks_as_much_for_thirty_as_for_one(self, cast, mia):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                mia.get("/campaigns/calendar/?month=2030-03")
            return len(asked)

        make_campaign(owner=cast.mia, **RUNNING)
        one = queries()
        for _number in range(30):
            make_campaign(owner=cast.mia, type_id="webinar", **RUNNING)
        assert queries() == one


def test_the_won_opportunities_of_a_campaign_are_a_list(cast):
    campaign = make_campaign(code="fair")
    deal = make_opportunity(campaign, stage=Stage.CLOSED_WON, owner=cast.alice, name="Won here")
    make_opportunity(make_campaign(), stage=Stage.CLOSED_WON, owner=cast.alice)
    page = browser(cast.alice).get(reverse("opportunity_list"), {"view": "won", "campaign": "fair"})
    assert [row.pk for row in page.context["table"].data] == [deal.pk]


def test_campaigns_stand_in_the_navigation_and_only_one_place_is_the_present_one(cast):
    page = browser(cast.mia).get("/campaigns/attribution/")
    items = {str(item["label"]): item["active"] for group in page.context["navigation"] for item in group["items"]}
    assert (items["Campaigns"], items["Attribution"]) == (False, True)
    assert Campaign.objects.count() == 0
