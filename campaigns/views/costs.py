"""What was spent on a campaign, day by day, on its page."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import Sum

from campaigns.models import Campaign, CampaignCost
from hotcrm.sales.views.actions import url_of

MOST = 60  # on the page: the newest days


@dataclass
class Costs:
    """`is_open(verb)` says what this person may do. Two queries."""

    campaign: Campaign
    is_open: Callable[[str], bool]
    back: str

    @cached_property
    def rows(self) -> list[tuple[CampaignCost, str, str]]:
        """(cost, address to change it, address to remove it), the newest first."""
        found = self.campaign.costs.order_by("-spent_on", "-pk")[: MOST + 1]
        return [(cost, self._url("change_cost", cost), self._url("remove_cost", cost)) for cost in found]

    @property
    def shown(self):
        return self.rows[:MOST]

    @property
    def has_more(self) -> bool:
        return len(self.rows) > MOST

    @property
    def days(self):
        """(day, what was spent on it, its rows) of what is shown."""
        for day, rows in groupby(self.shown, key=lambda row: row[0].spent_on):
            found = list(rows)
            yield day, sum(cost.amount for cost, _change, _remove in found), found

    @cached_property
    def total(self) -> Decimal:
        if not self.has_more:
            return sum((cost.amount for cost, _change, _remove in self.rows), Decimal(0))
        return self.campaign.costs.aggregate(total=Sum("amount"))["total"]

    @property
    def add_url(self) -> str:
        return self._url("add_cost")

    def _url(self, verb, cost=None) -> str:
        if not self.is_open(verb):
            return ""
        url = url_of(self.campaign, verb, back=self.back)
        return f"{url}&cost={cost.pk}" if cost else url
