"""Working time against a slow reading of the wall clock, minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pools.calendar import Calendar

MINUTE = timedelta(minutes=1)
OFFICE = [(day, time(9), time(17)) for day in range(5)]
SPLIT = [(day, *span) for day in range(7) for span in ((time(8), time(12)), (time(13, 30), time(18)))]
NIGHTS = [(day, *span) for day in range(7) for span in ((time(0), time(6)), (time(22), time(23, 59)))]
IN_THE_CHANGE = [(day, *span) for day in range(7) for span in ((time(1, 15), time(1, 45)), (time(2, 10), time(2, 40)))]
WEEKS = ([], OFFICE, SPLIT, NIGHTS, IN_THE_CHANGE, [(6, time(12), time(12, 1))])
# Where clocks change by an hour, by half an hour, twice around Ramadan, at midnight, a minute past it, and never.
ZONES = (
    "America/New_York",
    "Asia/Shanghai",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Havana",
    "America/St_Johns",
    "Pacific/Apia",
    "UTC",
)


class Slowly:
    """The days around a start, as a person with a watch would write them down."""

    def __init__(self, zone, hours, holidays, start, days):
        self.zone, self.hours, self.holidays = ZoneInfo(zone), hours, holidays
        first = start.replace(hour=0, minute=0) - timedelta(days=3)
        self.minutes = [first + MINUTE * n for n in range(24 * 60 * (days + 6))]
        self.open = set()
        shown: dict = {}
        for minute in self.minutes:
            local = minute.astimezone(self.zone)
            shown.setdefault(local.date(), []).append((local.time(), minute))
        starts = {day: walls[0][1] for day, walls in shown.items()}
        for day, walls in shown.items():
            if day in holidays:
                continue
            ends_at = starts.get(day + timedelta(days=1)) or walls[-1][1] + MINUTE
            for opens, closes in self.spans(day):
                since = next((at for wall, at in walls if wall >= opens), ends_at)
                until = ends_at
                if closes < time(23, 59):
                    until = next((at for wall, at in walls if wall >= closes), ends_at)
                while since < until:
                    self.open.add(since)
                    since += MINUTE

    def spans(self, day):
        if not self.hours:
            return [(time(0), time(23, 59))]
        return [(opens, closes) for weekday, opens, closes in self.hours if weekday == day.weekday()]

    def between(self, start, end):
        return MINUTE * sum(1 for minute in self.minutes if start <= minute < end and minute in self.open)

    def add(self, start, minutes):
        for minute in self.minutes:
            if minute >= start and minute in self.open:
                minutes -= 1
                if not minutes:
                    return minute + MINUTE
        return None


# Around the days on which clocks changed in one of the zones (Apia skipped the 30th of December 2011).
AROUND = [
    datetime(2026, 3, 6, tzinfo=UTC),
    datetime(2026, 10, 30, tzinfo=UTC),
    datetime(2026, 4, 3, tzinfo=UTC),
    datetime(2026, 10, 2, tzinfo=UTC),
    datetime(2026, 2, 13, tzinfo=UTC),
    datetime(2026, 3, 20, tzinfo=UTC),
    datetime(2009, 10, 30, tzinfo=UTC),
    datetime(2009, 3, 6, tzinfo=UTC),
    datetime(2011, 12, 28, tzinfo=UTC),
    datetime(2026, 7, 1, tzinfo=UTC),
]
starts = st.builds(lambda day, minutes: day + MINUTE * minutes, st.sampled_from(AROUND), st.integers(0, 4 * 24 * 60))
holidays = st.sets(st.sampled_from([day.date() + timedelta(days=n) for day in AROUND for n in range(4)]), max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(WEEKS), holidays, starts, st.integers(1, 2400))
def test_working_time_is_what_a_person_with_a_watch_would_count(zone, hours, holidays, start, minutes):
    calendar, slowly = Calendar(zone, hours, holidays), Slowly(zone, hours, holidays, start, 5)
    end = start + MINUTE * minutes
    assert calendar.between(start, end) == slowly.between(start, end)
    expected = slowly.add(start, minutes)
    if expected and expected < slowly.minutes[-1] - timedelta(days=2):
        assert calendar.add(start, minutes / 60) == expected


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(WEEKS[:-1]),
    holidays,
    starts,
    st.integers(1, 500),
    st.timedeltas(timedelta(), timedelta(days=3)),
)
def test_adding_and_counting_are_each_others_inverse(zone, hours, holidays, start, n, later):
    calendar = Calendar(zone, hours, holidays)
    due = calendar.add(start, n)
    assert calendar.between(start, due) == timedelta(hours=n)
    assert calendar.between(start, due + later) >= timedelta(hours=n)
    assert calendar.add(start + later, n) >= due


@pytest.mark.parametrize(
    ("zone", "hours", "start", "n", "due"),
    [
        ("UTC", OFFICE, "2026-11-27T16:00", 1, "2026-11-27T17:00"),  # the last minute of Friday is Friday's
        ("UTC", OFFICE, "2026-11-27T16:00", 2, "2026-11-30T10:00"),
        ("UTC", OFFICE, "2026-11-28T12:00", 8, "2026-11-30T17:00"),
        ("America/New_York", [], "2026-10-31T16:00", 24, "2026-11-01T16:00"),  # a day of 25 hours: 11:00 there
        ("America/New_York", OFFICE, "2026-10-30T20:00", 8, "2026-11-02T21:00"),  # 16:00 and 16:00, 73 hours apart
        ("America/New_York", NIGHTS, "2026-11-01T04:00", 7, "2026-11-01T11:00"),  # 00:00 to 06:00 is seven hours
        ("America/New_York", NIGHTS, "2026-03-08T05:00", 5, "2026-03-08T10:00"),  # and five in spring
        ("Asia/Shanghai", OFFICE, "2026-11-22T04:00", 4, "2026-11-23T05:00"),
        ("Australia/Lord_Howe", NIGHTS, "2026-10-03T13:30", 5.5, "2026-10-03T19:00"),  # half an hour is skipped
    ],
)
def test_what_is_due_when(zone, hours, start, n, due):
    start, due = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, due))
    assert Calendar(zone, hours).add(start, n) == due


def test_a_holiday_has_no_working_time():
    monday = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert Calendar("UTC", OFFICE, [date(2026, 11, 24)]).add(monday, 8) == datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert Calendar("UTC", [], [date(2026, 11, 24)]).add(monday, 24) == datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_hours_that_overlap_are_counted_once():
    twice = [(0, time(9), time(13)), (0, time(12), time(17)), (0, time(17), time(18))]
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    assert Calendar("UTC", twice).between(monday, monday + timedelta(days=1)) == timedelta(hours=9)


def test_a_minute_before_midnight_is_midnight():
    around_the_clock = [(day, time(0), time(23, 59)) for day in range(7)]
    start = datetime(2026, 11, 22, 5, 17, 3, 999, tzinfo=UTC)
    assert Calendar("UTC", around_the_clock).add(start, 1000) == start + timedelta(hours=1000)


def test_what_would_be_due_in_more_than_a_hundred_years_is_never_due():
    a_minute_a_week = Calendar("Europe/Berlin", [(6, time(12), time(12, 1))])
    start = datetime(2026, 11, 22, tzinfo=UTC)
    assert a_minute_a_week.add(start, 32_767) is None
    assert a_minute_a_week.add(start, 1).year == 2028
    assert a_minute_a_week.add(datetime(9990, 1, 1, tzinfo=UTC), 100) is None


def test_nothing_has_passed_before_it_began():
    start = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert Calendar("UTC", OFFICE).between(start, start - timedelta(days=9)) == timedelta()
