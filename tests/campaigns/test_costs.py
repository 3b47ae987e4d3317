"""What is spent on a campaign, day by day: allowed, refused, told, shown; and over the budget."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import Sum

from campaigns.figures import figures_of
from campaigns.models import Campaign, CampaignCost
from hotcrm.people.models import User
from hotcrm.records.refusals import Invalid, Refused
from tests.conftest import make_cast

from .making import make_campaign
from .pages import browser, last_event, listed, url_of

pytestmark = pytest.mark.django_db
DAY = date(2030, 3, 1)
TYPED = {"spent_on": "2030-03-01", "amount": "1,250.50", "what_for": "Booth"}


@pytest.fixture
def campaign(cast):
    return make_campaign(owner=cast.mia, name="Fair", budgeted_cost=1000)


def costs(campaign):
    return list(campaign.costs.values_list("spent_on", "amount", "note"))


class TestVerbs:
    def test_a_cost_is_added_changed_and_removed_and_the_history_tells_day_and_amount(self, cast, campaign):
        campaign.add_cost(by=cast.mia, spent_on=DAY, amount=Decimal("10.10"), what_for="Said by Jane")
        assert last_event(campaign) == ("add_cost", "mia", {"spent_on": "2030-03-01", "amount": "10.10"})
        cost = campaign.costs.get()
        campaign.change_cost(by=cast.mia, cost=cost, spent_on=date(2030, 3, 2), amount=Decimal(20))
        assert costs(campaign) == [(date(2030, 3, 2), Decimal(20), "")]
        assert last_event(campaign) == ("change_cost", "mia", {"spent_on": "2030-03-02", "amount": "20"})
        campaign.remove_cost(by=cast.mia, cost=cost)
        assert costs(campaign) == []
        assert last_event(campaign) == ("remove_cost", "mia", {"spent_on": "2030-03-02", "amount": "20.00"})

    def test_an_amount_is_not_negative(self, cast, campaign):
        with pytest.raises(Invalid):
            campaign.add_cost(by=cast.mia, spent_on=DAY, amount=Decimal(-1))
        assert costs(campaign) == []

    def test_a_cost_of_another_campaign_is_not_changed_nor_removed(self, cast, campaign):
        other = CampaignCost.objects.create(campaign=make_campaign(), spent_on=DAY, amount=5)
        with pytest.raises(Invalid):
            campaign.change_cost(by=cast.mia, cost=other, spent_on=DAY, amount=Decimal(1))
        with pytest.raises(Invalid):
            campaign.remove_cost(by=cast.mia, cost=other)
        assert CampaignCost.objects.get().amount == 5

    @pytest.mark.parametrize("status", ["planning", "completed", "cancelled"])
    def test_bills_come_before_and_after(self, cast, status):
        campaign = make_campaign(owner=cast.mia, status=status)
        campaign.add_cost(by=cast.mia, spent_on=DAY, amount=Decimal(1))
        assert len(costs(campaign)) == 1

    @pytest.mark.parametrize(("person", "answer"), [("alice", 404), ("auditor", 403), ("pat", 404), ("admin", 302)])
    def test_who_runs_the_campaign_writes_its_costs(self, cast, campaign, person, answer):
        assert browser(getattr(cast, person)).post(url_of(campaign, "add-cost"), TYPED).status_code == answer
        assert len(costs(campaign)) == (answer == 302)


class TestPages:
    def test_the_form_takes_money_as_people_type_it(self, cast, campaign):
        answer = browser(cast.mia).post(url_of(campaign, "add-cost"), TYPED, follow=True)
        assert costs(campaign) == [(DAY, Decimal("1250.50"), "Booth")]
        [said] = answer.context["messages"]
        assert (said.level_tag, str(said)) == ("warning", "The cost was added. It is over its budget.")

    def test_the_page_shows_costs_by_day_their_sum_and_the_typed_figure(self, cast, campaign):
        for number, day in enumerate((1, 1, 2)):
            campaign.add_cost(by=cast.mia, spent_on=date(2030, 3, day), amount=Decimal(100 + number))
        Campaign.objects.filter(pk=campaign.pk).update(typed_cost=999)
        page = browser(cast.mia).get(campaign.get_absolute_url())
        shown = page.context["costs"]
        days = [(day.day, spent, len(rows)) for day, spent, rows in shown.days]
        assert (days, shown.total) == ([(2, 102, 1), (1, 201, 2)], 303)
        assert ("$303" in page.text, "$999" in page.text) == (True, True)

    def test_changing_one_begins_with_what_stands_there(self, cast, campaign):
        campaign.add_cost(by=cast.mia, spent_on=DAY, amount=Decimal(7), what_for="Stamps")
        cost = campaign.costs.get()
        form = browser(cast.mia).get(f"{url_of(campaign, 'change-cost')}?cost={cost.pk}").context["form"]
        known = [form[name].value() for name in ("cost", "spent_on", "amount", "what_for")]
        assert known == [str(cost.pk), DAY, 7, "Stamps"]

    @pytest.mark.parametrize("named", ["x", "0", "9" * 40, "%00", "-1", ""])
    def test_no_address_of_a_cost_fails(self, cast, campaign, named):
        url = url_of(campaign, "change-cost")
        assert browser(cast.mia).get(f"{url}?cost={named}").status_code == (400 if named == "%00" else 200)
        assert browser(cast.mia).post(url, TYPED | {"cost": named.replace("%00", "\x00")}).status_code in (400, 422)

    def test_who_only_reads_is_offered_nothing(self, cast, campaign):
        campaign.add_cost(by=cast.mia, spent_on=DAY, amount=Decimal(7))
        page = browser(cast.auditor).get(campaign.get_absolute_url())
        assert ("add-cost" in page.text, "remove-cost" in page.text) == (False, False)


class TestOverBudget:
    @pytest.mark.parametrize(("typed", "days", "is_over"), [
        (None, [], False), (None, ["600", "400"], False), (None, ["600", "400.01"], True), ("1000", ["5000"], False),
        ("1000.01", [], True), (None, ["0.10"] * 3, False),
    ])  # fmt: skip
    def test_a_typed_cost_wins_else_the_sum_of_the_days_counts(self, cast, typed, days, is_over):
        campaign = make_campaign(owner=cast.mia, budgeted_cost=1000, typed_cost=typed)
        if len(days) == 3:
            Campaign.objects.filter(pk=campaign.pk).update(budgeted_cost=Decimal("0.30"))
        for amount in days:
            CampaignCost.objects.create(campaign=campaign, spent_on=DAY, amount=Decimal(amount))
        campaign = Campaign.objects.get(pk=campaign.pk)
        assert (campaign.is_over_budget, figures_of([campaign])[campaign.pk].is_over_budget) == (is_over, is_over)
        assert listed(browser(cast.mia), "?view=over-budget") == [str(campaign)] * is_over

    def test_without_a_budget_nothing_is_over_it(self, cast):
        assert not make_campaign(typed_cost=5000).is_over_budget

    def test_the_save_succeeds_with_a_warning_and_a_mark_on_the_page(self, cast, campaign):
        client = browser(cast.mia)
        url = f"/campaigns/{campaign.pk}/edit/?section=money"
        answer = client.post(url, {"budgeted_cost": "1000", "typed_cost": "2000", "version": "1"}, follow=True)
        campaign.refresh_from_db()
        [said] = answer.context["messages"]
        assert (campaign.typed_cost, said.level_tag) == (2000, "warning")
        assert "Over budget: $2,000 spent of $1,000." in answer.text


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def cast(self, transactional_db):
        return make_cast()

    def at_once(self, act):
        gate = Barrier(6)

        def run(number):
            try:
                gate.wait(timeout=10)
                return act(number)
            except Refused as refusal:
                return refusal
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as threads:
            return list(threads.map(run, range(6)))

    def test_of_many_who_remove_one_cost_one_does_and_all_that_are_added_stay(self, cast):
        campaign = make_campaign(owner=cast.mia)
        cost = CampaignCost.objects.create(campaign=campaign, spent_on=DAY, amount=1)

        def act(number):
            mia = User.objects.get(pk=cast.mia.pk)
            if number % 2:
                Campaign.objects.get(pk=campaign.pk).add_cost(by=mia, spent_on=DAY, amount=Decimal(10))
                return "added"
            Campaign.objects.get(pk=campaign.pk).remove_cost(by=mia, cost=cost)
            return "removed"

        results = self.at_once(act)
        kept = CampaignCost.objects.aggregate(total=Sum("amount"))["total"]
        assert (results.count("removed"), kept) == (1, 10 * results.count("added"))

    def test_control_a_sum_that_is_read_and_then_saved_loses_costs(self, cast):
        campaign, seen = make_campaign(typed_cost=0), Barrier(6)

        def act(_number):
            spent = Campaign.objects.get(pk=campaign.pk).typed_cost
            seen.wait(timeout=10)
            Campaign.objects.filter(pk=campaign.pk).update(typed_cost=spent + 10)

        self.at_once(act)
        assert Campaign.objects.get(pk=campaign.pk).typed_cost < 60
