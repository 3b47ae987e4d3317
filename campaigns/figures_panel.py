"""The figures on the page of a campaign: each opens what stands behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hotcrm.pages.templatetags.face import money, percent

from .figures import Figures, figures_of
from .figures import percent as share
from .models import Campaign
from .money import SumOfMoney

DAYS = 30  # drawn, up to the last on which something happened
STEP, BAR, HEIGHT = 10, 8, 60  # of the drawing


class Tile(NamedTuple):
    label: str
    figure: Any
    url: str = ""
    note: str = ""
    tone: str = ""


class Bar(NamedTuple):
    day: date
    shown: str
    x: int
    y: float
    height: float


@dataclass(frozen=True)
class Chart:
    """What happened day by day. `values` by day, of which those that are missing were nothing."""

    title: str
    values: Mapping[date, Any]
    last: date
    is_money: bool = False

    width, height, bar_width = DAYS * STEP, HEIGHT, BAR

    @property
    def first(self) -> date:
        return self.last - timedelta(days=DAYS - 1)

    @cached_property
    def bars(self) -> list[Bar]:
        most = max(self.values.values(), default=0)
        return [self._bar(number, most) for number in range(DAYS)] if most else []

    @property
    def told(self) -> list[Bar]:
        """The days of which there is something to tell."""
        return [bar for bar in self.bars if bar.height]

    @property
    def total(self) -> str:
        return self._words(sum(self.values.values()))

    def _bar(self, number, most) -> Bar:
        day = self.first + timedelta(days=number)
        value = self.values.get(day, 0)
        height = max(2.0, round(float(value) / float(most) * HEIGHT, 1)) if value else 0.0
        return Bar(day, self._words(value), number * STEP, HEIGHT - height, height)

    def _words(self, value) -> str:
        return money(value) if self.is_money else number_format(value, use_l10n=True, force_grouping=True)


def panel(campaign: Campaign, user) -> dict:
    """What `campaigns/_figures.html` shows. Eight queries, whatever the number of members."""
    figures, to = figures_of([campaign])[campaign.pk], Addresses(campaign)
    funnel = zip(steps(), figures.funnel.items(), strict=True)
    return {
        "campaign": campaign,
        "figures": figures,
        "reach": reach(figures, to),
        "results": [*results(figures, to), *money_tiles(figures, to)],
        "funnel": [(label, number, to[name]) for label, (name, number) in funnel],
        "charts": charts_of(campaign),
    }


def steps() -> list[str]:
    return [_("Leads"), _("Converted"), _("Opportunities"), _("Won")]


def reach(figures: Figures, to) -> list[Tile]:
    """How far what was sent came."""
    held_out = _("%(number)s held out") % {"number": figures.held_out} if figures.held_out else ""
    return [
        Tile(_("Sent"), figures.sent, to["sent"], held_out),
        *(
            Tile(label, number, to[name], of_sent(number, figures))
            for label, name, number in (
                (_("Delivered"), "delivered", figures.delivered),
                (_("Opened"), "opened", figures.opened),
                (_("Clicked"), "clicked", figures.clicked),
                (_("Responded"), "responded", figures.responded),
            )
        ),
    ]


def of_sent(number, figures) -> str:
    return _("%(share)s of those sent") % {"share": percent(share(number, figures.sent))} if figures.sent else ""


def results(figures: Figures, to) -> list[Tile]:
    rate = figures.conversion_rate
    rate_told = "" if rate is None else _("%(share)s of leads") % {"share": percent(rate)}
    return [
        Tile(_("Leads"), figures.leads, to["leads"]),
        Tile(_("Converted"), figures.converted, to["converted"], rate_told),
        Tile(_("Opportunities"), figures.opportunities, to["opportunities"]),
        Tile(_("Won"), figures.won, to["won"]),
    ]


def money_tiles(figures: Figures, to) -> list[Tile]:
    roi = figures.roi
    return [
        Tile(
            _("Revenue"),
            money(figures.revenue),
            to["won"],
            typed_note(figures.typed_revenue, figures.won_revenue, _("typed; won: %(amount)s")),
        ),
        Tile(
            _("Cost"),
            money(figures.cost),
            "#costs",
            typed_note(figures.typed_cost, figures.summed_cost, _("typed; by day: %(amount)s")),
        ),
        Tile(_("Cost per lead"), money(figures.cost_per_lead)),
        Tile(_("ROI"), percent(roi), tone="" if roi is None else "up" if roi >= 0 else "down"),
    ]


def typed_note(typed: Decimal | None, summed: Decimal, words: str) -> str:
    return "" if typed is None else words % {"amount": money(summed)}


class Addresses:
    """Where what stands behind a figure is listed, by the name of the figure."""

    MEMBERS = {
        "sent": {},
        "delivered": {"reached": "delivered"},
        "opened": {"reached": "opened"},
        "clicked": {"reached": "clicked"},
        "responded": {"responded": "yes"},
    }
    RECORDS = {
        "leads": ("lead_list", {"view": "all"}),
        "converted": ("lead_list", {"view": "all", "status": "converted"}),
        "opportunities": ("opportunity_list", {"view": "all"}),
        "won": ("opportunity_list", {"view": "won"}),
    }

    def __init__(self, campaign: Campaign):
        self.campaign = campaign

    def __getitem__(self, name) -> str:
        if name in self.MEMBERS:
            query = {"view": "all", "held_out": "no", **self.MEMBERS[name]}
            return f"{reverse('member_list', args=[self.campaign.pk])}?{urlencode(query)}"
        page, query = self.RECORDS[name]
        return f"{reverse(page)}?{urlencode({**query, 'campaign': self.campaign.code})}"


def charts_of(campaign: Campaign) -> list[Chart]:
    """Costs and responses, both up to the last day of either."""
    spent = campaign.costs.aggregate(last=Max("spent_on"))["last"]
    responses = campaign.members.filter(responded_at__isnull=False).order_by()
    answered = responses.aggregate(last=Max("responded_at"))["last"]
    days = [day for day in (spent, answered and timezone.localdate(answered)) if day]
    if not days:
        return []
    last = max(days)
    first = last - timedelta(days=DAYS - 1)
    costs = campaign.costs.filter(spent_on__range=(first, last)).order_by()
    counted = responses.filter(responded_at__gte=timezone.make_aware(datetime.combine(first, time.min)))
    by_day = counted.filter(is_held_out=False).values_list(TruncDate("responded_at"))
    return [
        Chart(_("Costs by day"), dict(costs.values_list("spent_on").annotate(SumOfMoney("amount"))), last, True),
        Chart(_("Responses by day"), dict(by_day.annotate(number=Count("*"))), last),
    ]
