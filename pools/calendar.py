"""Working time: which instants count. Pure arithmetic; a pool builds its calendar once, see `pool.calendar`.

Hours are those of the wall clock. A time that comes twice on the day the clocks go back is meant when it first comes,
one that is skipped in spring is the moment of the change: an interval opens at the first instant of its day at which
the clock shows `opens` or later, and closes likewise. What passes between is counted as it passes, so 00:00 to 06:00
is seven hours in the night the clocks go back.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
HORIZON = timedelta(days=36_525)  # what is due in more than a hundred years is never due
LAST_MINUTE = time(23, 59)  # nobody means a minute before midnight: a form has no 24:00

Span = tuple[datetime, datetime]


class Calendar:
    """The working time of a place. Without `hours` (weekday, opens, closes) every hour of a day counts.

    A day of `holidays` has none, whatever its weekday. Instants come and go in UTC.
    """

    def __init__(
        self, zone: str, hours: Iterable[tuple[int, time, time]] = (), holidays: Iterable[date] = frozenset()
    ):
        self.zone, self.holidays = ZoneInfo(zone), frozenset(holidays)
        self.week = _week_of(hours)
        self.spans_on = lru_cache(maxsize=4096)(self._spans_on)

    def add(self, start: datetime, hours: float) -> datetime | None:
        """The instant at which so many working hours have passed since `start`; None when that never comes."""
        left = timedelta(hours=hours)
        if not self.week and not self.holidays:
            return start.astimezone(UTC) + left
        for opens, closes in self._spans_from(start):
            if opens + left <= closes:
                return opens + left
            left -= closes - opens
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one instant to another; nothing when `end` comes first."""
        passed = timedelta()
        for opens, closes in self._spans_from(start):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed

    def local_day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def _spans_from(self, start: datetime) -> Iterator[Span]:
        """What is left of the open time after `start`, in its order."""
        start = start.astimezone(UTC)
        day, last = self.local_day(start) - DAY, min(self.local_day(start).toordinal() + HORIZON.days, 3_640_000)
        while day.toordinal() <= last:
            for opens, closes in self.spans_on(day):
                if closes > start:
                    yield max(opens, start), closes
            day += DAY

    def _spans_on(self, day: date) -> tuple[Span, ...]:
        if day in self.holidays:
            return ()
        walls = self.week.get(day.weekday(), ()) if self.week else WHOLE_DAY
        spans = [(self._instant(day, opens), self._instant(day, closes)) for opens, closes in walls]
        return tuple((opens, closes) for opens, closes in spans if opens < closes)

    def _instant(self, day: date, wall: timedelta) -> datetime:
        """The first instant at which the clocks of the place show this time of this day, or a later one."""
        shown = datetime.combine(day, time()) + wall
        instant = shown.replace(tzinfo=self.zone).astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) == shown:
            return instant
        return self._moment_of_change(shown.replace(tzinfo=self.zone, fold=1).astimezone(UTC), instant)

    def _moment_of_change(self, before: datetime, after: datetime) -> datetime:
        """When the clocks jumped, between two instants of which one lies before and one behind it."""
        offset = after.astimezone(self.zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            is_behind = middle.astimezone(self.zone).utcoffset() == offset
            before, after = (before, middle) if is_behind else (middle, after)
        return after.replace(microsecond=0)


WHOLE_DAY = ((timedelta(), DAY),)


def _week_of(hours) -> dict[int, list[tuple[timedelta, timedelta]]]:
    """The intervals of each weekday in their order, those that overlap or touch made one."""
    week = defaultdict(list)
    for weekday, opens, closes in sorted(hours):
        span = _since_midnight(opens), DAY if closes >= LAST_MINUTE else _since_midnight(closes)
        last = week[weekday][-1] if week[weekday] else None
        if last and span[0] <= last[1]:
            week[weekday][-1] = last[0], max(last[1], span[1])
        else:
            week[weekday].append(span)
    return dict(week)


def _since_midnight(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
