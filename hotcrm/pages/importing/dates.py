"""Dates as people and systems write them. 03/04/2024 says nothing by itself: its column has to."""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from enum import Enum

from django.utils.translation import gettext as _

from .unreadable import Unread

MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "jan january janvier januar enero",
            "feb february fevrier februar febrero",
            "mar march mars marz marzo mär",
            "apr april avril abril",
            "may mai mayo",
            "jun june juin juni junio",
            "jul july juillet juli julio",
            "aug august aout agosto",
            "sep sept september septembre septiembre",
            "oct october octobre okt oktober octubre",
            "nov november novembre noviembre",
            "dec december decembre dez dezember diciembre",
        ),
        start=1,
    )
    for month in names.split()
}
TIME = re.compile(
    r"[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?|上午|下午)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$",
    re.I,
)
CHINESE_TIME = re.compile(r"\s*(上午|下午)?\s*(\d{1,2})[时点:](\d{1,2})分?(?::?(\d{1,2})秒?)?$")
YEAR_FIRST = re.compile(r"^(\d{4})[-/.\s年](\d{1,2})[-/.\s月](\d{1,2})日?$")
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
NUMBERS = re.compile(r"^(\d{1,2})[-/.\s](\d{1,2})[-/.\s](\d{4}|\d{2})$")
DAY_MONTH_NAME = re.compile(
    r"^(?:[a-z]{3,9}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[-\s]*([a-zäû]{3,10})\.?[-\s,]*(\d{4}|\d{2})$"
)
MONTH_NAME_DAY = re.compile(r"^(?:[a-z]{3,9}\.?,?\s+)?([a-zäû]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
YEARS = range(1900, 2200)
EXCEL_EPOCH = datetime.datetime(1899, 12, 30)


class DayOrder(Enum):
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    UNKNOWN = ""


def day_order_of(values: Iterable[str]) -> DayOrder:
    """The order in a column as its own values prove it: 31/12 can only be read one way."""
    orders = {order for order in map(day_order, values) if order}
    return orders.pop() if len(orders) == 1 else DayOrder.UNKNOWN


def day_order(text: str) -> DayOrder | None:
    found = NUMBERS.match(split_time(text)[0])
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second or (re.match(r"^\d{1,2}\.\d{1,2}\.", found[0]) and second <= 12):
        return DayOrder.DAY_FIRST  # with points only ever written day first
    return DayOrder.MONTH_FIRST if second > 12 >= first else None


def is_ambiguous(text: str) -> bool:
    found = NUMBERS.match(split_time(text)[0])
    return (
        found is not None
        and day_order(text) is None
        and found[1] != found[2]
        and max(int(found[1]), int(found[2])) <= 12
    )


def moment_of(text: str, order: DayOrder, zone: datetime.tzinfo) -> datetime.datetime:
    """An aware moment; midnight of that zone when no time is written."""
    day, clock, offset = split_time(text)
    if SERIAL.match(day):
        value = EXCEL_EPOCH + datetime.timedelta(days=float(day))
        return value.replace(microsecond=0, tzinfo=zone)
    try:
        return datetime.datetime.combine(date_in(day, order, text), clock, tzinfo=offset or zone)
    except OverflowError:
        raise not_a_date(text)


def date_of(text: str, order: DayOrder) -> datetime.date:
    day, *__ = split_time(text)
    if SERIAL.match(day):
        return (EXCEL_EPOCH + datetime.timedelta(days=float(day))).date()
    return date_in(day, order, text)


def date_in(day: str, order: DayOrder, text: str) -> datetime.date:
    try:
        found = datetime.date(*parts_of(day, order, text))
    except Unread:
        raise
    except (ValueError, KeyError, OverflowError):
        raise not_a_date(text)
    if found.year not in YEARS:
        raise not_a_date(text)
    return found


def parts_of(day: str, order: DayOrder, text: str) -> tuple[int, int, int]:
    if found := YEAR_FIRST.match(day) or COMPACT.match(day):
        return int(found[1]), int(found[2]), int(found[3])
    if found := DAY_MONTH_NAME.match(day):
        return full_year(found[3]), MONTHS[found[2]], int(found[1])
    if found := MONTH_NAME_DAY.match(day):
        return full_year(found[3]), MONTHS[found[1]], int(found[2])
    if found := NUMBERS.match(day):
        if is_ambiguous(text) and order is DayOrder.UNKNOWN:
            raise Unread(_("“%(value)s” can be read as day and month in two ways.") % {"value": text[:60]})
        month_first = (day_order(text) or order) is DayOrder.MONTH_FIRST
        month, number = (found[1], found[2]) if month_first else (found[2], found[1])
        return full_year(found[3]), int(month), int(number)
    raise not_a_date(text)


def split_time(text: str) -> tuple[str, datetime.time, datetime.tzinfo | None]:
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    if found := TIME.search(text):
        hour, minute, second, half, offset = found.groups()
        clock = clock_of(hour, minute, second, half)
        return text[: found.start()].strip(" ,"), clock, offset_of(offset)
    if re.search("年|上午|下午", text) and (found := CHINESE_TIME.search(text)):
        half, hour, minute, second = found.groups()
        return text[: found.start()].strip(), clock_of(hour, minute, second, half), None
    return text, datetime.time.min, None


def clock_of(hour: str, minute: str, second: str | None, half: str | None) -> datetime.time:
    number = int(hour)
    if half and (half[0] == "p" or half == "下午") and number < 12:
        number += 12
    elif half and (half[0] == "a" or half == "上午") and number == 12:
        number = 0
    try:
        return datetime.time(number, int(minute), int(second or 0))
    except ValueError:
        return datetime.time.min


def offset_of(text: str | None) -> datetime.tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return datetime.UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes >= 24 * 60:
        return None  # no zone is a day away, as no clock shows 25:00
    return datetime.timezone(datetime.timedelta(minutes=-minutes if text[0] == "-" else minutes))


def full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def not_a_date(text: str) -> Unread:
    return Unread(_("“%(value)s” is not a date.") % {"value": text[:60]})
