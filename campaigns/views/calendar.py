"""The campaigns of a month, on the days they run."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils.formats import date_format, get_format
from django.views.generic import TemplateView

from campaigns.models import Campaign

from .listing import CampaignList

MOST = 200  # campaigns a month
FIRST, LAST = 1900, 2199  # years


@dataclass(frozen=True)
class Day:
    date: date
    is_outside: bool  # of another month, in the first or the last week of this one
    is_today: bool


@dataclass(frozen=True)
class Span:
    """So many days of a week on which a campaign runs, or on which nothing stands in this line of the week."""

    length: int
    campaign: Campaign | None = None
    starts: bool = False
    ends: bool = False


@dataclass(frozen=True)
class Week:
    days: list[Day]
    lines: list[list[Span]]


class CampaignCalendar(LoginRequiredMixin, TemplateView):
    """`?month=2026-03`; without it, or where it names none, the month that it is."""

    template_name = "campaigns/calendar.html"

    def get_context_data(self, **kwargs):
        self.today = self.request.user.today()
        month = month_of(self.request.GET.get("month", "")) or self.today.replace(day=1)
        weeks = weeks_of(month)
        campaigns = self.campaigns(weeks[0][0], weeks[-1][-1])
        end = following(month) - timedelta(days=1)
        return super().get_context_data(
            **kwargs,
            month=month,
            weeks=[Week([self.day(each, month) for each in week], lines_of(week, campaigns)) for week in weeks],
            weekdays=[date_format(each, "D") for each in weeks[0]],
            listed=[one for one in campaigns if first_day(one) <= end and last_day(one) >= month],
            previous_url=self.url(previous(month)),
            next_url=self.url(following(month)),
            today_url=reverse("campaign_calendar"),
            has_more=len(campaigns) == MOST,
            kind="campaign",
            create_url=reverse("campaign_create") if CampaignList.may_create(self.request.user) else "",
            create_label=CampaignList.create_label,
        )

    def campaigns(self, first, last) -> list[Campaign]:
        """Those that run on one of these days; one whose end nobody knows stands on the day it starts."""
        seen = Campaign.objects.visible_to(self.request.user).filter(starts_on__lte=last)
        running = seen.filter(ends_on__gte=first) | seen.filter(ends_on__isnull=True, starts_on__gte=first)
        return list(running.select_related("owner", "type").order_by("starts_on", "pk")[:MOST])

    def day(self, on, month) -> Day:
        return Day(on, (on.year, on.month) != (month.year, month.month), on == self.today)

    def url(self, month) -> str:
        is_known = FIRST <= month.year <= LAST
        return f"{reverse('campaign_calendar')}?month={month:%Y-%m}" if is_known else ""


def first_day(campaign) -> date:
    return campaign.starts_on


def last_day(campaign) -> date:
    return campaign.ends_on or campaign.starts_on


def lines_of(week, campaigns) -> list[list[Span]]:
    """Each campaign of a week in the first line that is free on its days; every line fills the week."""
    lines: list[list[Span]] = []
    first, last = week[0], week[-1]
    for one in campaigns:
        begin, end = max(one.starts_on, first), min(last_day(one), last)
        if begin <= end:
            at, length = (begin - first).days, (end - begin).days + 1
            line = next((line for line in lines if filled(line) <= at), None)
            if line is None:
                lines.append(line := [])
            line += gap(at - filled(line))
            line.append(Span(length, one, one.starts_on == begin, last_day(one) == end))
    return [line + gap(len(week) - filled(line)) for line in lines]


def filled(line) -> int:
    return sum(span.length for span in line)


def gap(length) -> list[Span]:
    return [Span(length)] if length else []


def month_of(text) -> date | None:
    """The first day of the month that an address names."""
    year, _dash, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) == 2):
        return None
    known = FIRST <= int(year) <= LAST and 1 <= int(month) <= 12
    return date(int(year), int(month), 1) if known else None


def weeks_of(month) -> list[list[date]]:
    """Whole weeks, beginning as they do in the language of the reader."""
    first = (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
    return calendar.Calendar(firstweekday=first).monthdatescalendar(month.year, month.month)


def following(month) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous(month) -> date:
    return (month - timedelta(days=1)).replace(day=1)
