import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from hotcrm.pages.importing import values
from hotcrm.pages.importing.dates import DayOrder, day_order_of
from hotcrm.pages.importing.unreadable import Unread

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$342.09K", "342090"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("€ 1.234.567,89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("12,34,567", "1234567"),
        ("￥12万", "120000"),
        ("1亿元", "100000000"),
        ("0-1M", "500000"),
        ("1-10M", "5500000"),
        ("$1M - $10M", "5500000"),
        ("10M+", "10000000"),
        ("USD 5 million", "5000000"),
        ("2500000.50", "2500000.50"),
        ("1.5E+06", "1500000"),
        ("１２３", "123"),
    ],
)
def test_money_is_read_as_people_write_it(text, amount):
    assert values.money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["abc", "1,2,3", "1-2-3", "(1,234)", "9" * 40, "1.2.3.4", "1e99", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(Unread):
        values.money(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,000", 1000), ("200-500", 200), ("11-50 employees", 11), ("500人以上", 500), ("120.0", 120)],
)
def test_whole_numbers_take_the_lower_end_of_a_range(text, number):
    assert values.integer(text) == number


@pytest.mark.parametrize("text", ["", "  ", "-", "N/A", "null"])
def test_emptiness_is_fine(text):
    assert (values.money(text), values.integer(text), values.boolean(text), values.date(text)) == (None,) * 4


@pytest.mark.parametrize(
    ("text", "truth"), [("yes", True), ("是", True), ("1", True), ("TRUE", True), ("否", False), ("No", False)]
)
def test_yes_and_no(text, truth):
    assert values.boolean(text) is truth


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(Unread, match="“maybe” is neither yes nor no"):
        values.boolean("maybe")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15 Apr, 2021 00:03:00", "2021-04-15"),
        ("2024-03-31", "2024-03-31"),
        ("20240229", "2024-02-29"),
        ("31/12/2024", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("31.12.24", "2024-12-31"),
        ("03.04.2024", "2024-04-03"),
        ("2024年3月31日", "2024-03-31"),
        ("March 5, 2024", "2024-03-05"),
        ("Mon, 5 Mar 2024 10:00:00 +0800", "2024-03-05"),
        ("45382", "2024-03-31"),
        ("04/04/2024", "2024-04-04"),
    ],
)
def test_dates_are_read_as_people_and_systems_write_them(text, day):
    assert values.date(text) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["2024-02-30", "31/31/2024", "0000-00-00", "soon", "9" * 30, "0001-01-01", "9999-12-31"]
)
def test_days_that_never_were_are_refused(text):
    with pytest.raises(Unread, match="is not a date"):
        values.date(text)


def test_an_ambiguous_date_waits_for_its_column_to_decide():
    with pytest.raises(Unread, match="in two ways"):
        values.date("03/04/2024")
    assert values.date("03/04/2024", DayOrder.DAY_FIRST) == datetime.date(2024, 4, 3)
    assert values.date("03/04/2024", DayOrder.MONTH_FIRST) == datetime.date(2024, 3, 4)


def test_a_column_proves_its_order_by_one_clear_date():
    assert day_order_of(["03/04/2024", "31/12/2024", ""]) is DayOrder.DAY_FIRST
    assert day_order_of(["03/04/2024", "12/31/2024"]) is DayOrder.MONTH_FIRST
    assert day_order_of(["03/04/2024", "01/02/2024"]) is DayOrder.UNKNOWN
    assert day_order_of(["31/12/2024", "12/31/2024"]) is DayOrder.UNKNOWN


def test_moments_are_of_the_persons_zone_unless_they_say_another():
    local = values.moment("2024-03-31 09:14", DayOrder.UNKNOWN, SHANGHAI)
    assert local == datetime.datetime(2024, 3, 31, 1, 14, tzinfo=datetime.UTC)
    said = values.moment("2024-03-31T09:14:00Z", DayOrder.UNKNOWN, SHANGHAI)
    assert said == datetime.datetime(2024, 3, 31, 9, 14, tzinfo=datetime.UTC)
    impossible = values.moment("2024-03-31 09:14 +99:99", DayOrder.UNKNOWN, SHANGHAI)
    assert impossible == local


def test_a_choice_is_known_by_code_and_by_every_label():
    choice = values.Choice([("trade_show", 1), ("Trade Show", 1), ("展会", 1), ("website", 2)])
    assert [choice("trade show"), choice("TRADE-SHOW"), choice("展会"), choice("")] == [1, 1, 1, None]
    with pytest.raises(Unread, match="“Moon” is unknown"):
        choice("Moon")


def test_a_name_that_two_share_is_no_name():
    choice = values.Choice([("Wei Li", 1), ("wei li", 2), ("wli", 1)])
    assert choice("wli") == 1
    with pytest.raises(Unread, match="name of several"):
        choice("Wei Li")
