"""A cell's text becomes a value of a field, or `Unread` with the reason. An empty cell is None, never an error."""

import datetime
import unicodedata
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from .dates import DayOrder, date_of, moment_of
from .numbers import number_of
from .unreadable import Unread

YES = {"yes", "y", "true", "t", "1", "on", "x", "✓", "✔", "是", "对", "有", "真", "已", "ja", "oui", "si", "да"}
NO = {"no", "n", "false", "f", "0", "off", "否", "不", "无", "假", "未", "nein", "non", "нет"}
NOTHING = {"", "-", "--", "—", "n/a", "#n/a", "null", "none", "nil", "(blank)", "\\n"}
CENT = Decimal("0.01")


def is_nothing(text: str) -> bool:
    return text.strip().casefold() in NOTHING


def money(text: str, *, decimal_comma: bool = False) -> Decimal | None:
    """A range stands for its middle: "0-1M" is 500,000."""
    if is_nothing(text):
        return None
    low, high = number_of(text, decimal_comma=decimal_comma)
    return ((low + high) / 2).quantize(CENT, ROUND_HALF_UP)


def integer(text: str, *, decimal_comma: bool = False) -> int | None:
    """A range stands for its lower end: "200-500" employees are at least 200."""
    if is_nothing(text):
        return None
    low, __ = number_of(text, decimal_comma=decimal_comma)
    if low != int(low):
        raise Unread(_("“%(value)s” is not a whole number.") % {"value": text[:60]})
    return int(low)


def between(read: Callable, low, high) -> Callable:
    """The same reading, for what a column of the database can hold."""

    def bounded(text: str):
        value = read(text)
        if value is not None and not low <= value <= high:
            raise Unread(_("“%(value)s” is out of range.") % {"value": text[:60]})
        return value

    return bounded


def boolean(text: str) -> bool | None:
    word = folded(text)
    if word in YES:
        return True
    if word in NO:
        return False
    if is_nothing(text):
        return None
    raise Unread(_("“%(value)s” is neither yes nor no.") % {"value": text[:60]})


def date(text: str, order: DayOrder = DayOrder.UNKNOWN) -> datetime.date | None:
    return None if is_nothing(text) else date_of(text, order)


def moment(text: str, order: DayOrder, zone: datetime.tzinfo) -> datetime.datetime | None:
    return None if is_nothing(text) else moment_of(text, order, zone)


def text_up_to(length: int | None) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        text = text.strip()
        if length and len(text) > length:
            raise Unread(_("Is longer than %(length)s characters.") % {"length": length})
        return text or None

    return read


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Codes and labels compare without case, spaces and punctuation."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in text if letter.isalnum()) or text.strip()


class Choice:
    """One of a set, by code or by any of its names."""

    def __init__(self, names: Iterable[tuple[str, object]]):
        self.values: dict[str, object] = {}
        self.ambiguous: set[str] = set()
        for name, value in names:
            self._learn(folded(str(name)), value)

    def __call__(self, text: str):
        if is_nothing(text):
            return None
        name = folded(text)
        if name in self.ambiguous:
            raise Unread(_("“%(value)s” is the name of several.") % {"value": text[:60]})
        if name not in self.values:
            raise Unread(_("“%(value)s” is unknown.") % {"value": text[:60]})
        return self.values[name]

    def knows(self, name: str) -> bool:
        return folded(name) in self.values

    def _learn(self, name: str, value: object):
        if self.values.setdefault(name, value) != value:
            self.ambiguous.add(name)
