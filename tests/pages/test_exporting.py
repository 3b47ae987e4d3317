import csv
import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hotcrm.pages.exporting import WRITERS, texts_in
from hotcrm.pages.formulas import defused, restored
from hotcrm.pages.importing.reading import open_table

PAYLOADS = [
    "=1+1",
    "+49 30 1234567",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    '=HYPERLINK("http://evil.example")',
    "'=1",
    "''+1",
]


@pytest.mark.parametrize("text", PAYLOADS)
def test_every_formula_is_defused_and_comes_back_exactly(text):
    assert defused(text) == "'" + text
    assert restored(defused(text)) == text


@pytest.mark.parametrize("text", ["", "Ann", "'tis", "it's", "1+1", "a=b", "'"])
def test_harmless_text_stays_as_it_is(text):
    assert (defused(text), restored(text)) == (text, text)


@given(st.text(alphabet="'=+-@\t\r\nab ", max_size=6))
def test_defusing_can_always_be_undone(text):
    assert restored(defused(text)) == text
    assert defused(text)[:1] not in tuple("=+-@\t\r")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_read_back_as_it_was(tmp_path, kind):
    rows = [['张伟 <&>"', text, 5, Decimal("2500000.5"), datetime.date(2024, 2, 29), True] for text in PAYLOADS]
    path = tmp_path / f"leads.{kind}"
    path.write_bytes(b"".join(WRITERS[kind](["Name", "Note", "n", "d", "day", "flag"], rows)))
    with open_table(path) as table:
        read = [[restored(cell) for cell in row.cells] for row in table]
    newline = (lambda text: text.replace("\r", "\n")) if kind == "csv" else str
    assert read == [['张伟 <&>"', newline(text), "5", "2500000.5", "2024-02-29", "true"] for text in PAYLOADS]


def test_a_workbook_holds_no_formula_and_typed_cells():
    pieces = WRITERS["xlsx"](["Note", "n", "day"], [["=1+1", 5, datetime.date(2024, 2, 29)]])
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(pieces))).active
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "d"]
    assert [cell.value for cell in sheet[2]] == ["'=1+1", 5, datetime.datetime(2024, 2, 29)]


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-99, 99),
    st.decimals(-9, 9, places=2),
    st.dates(),
    st.datetimes(timezones=st.just(datetime.UTC)).filter(lambda moment: 1 < moment.year < 9999),
    st.sampled_from([*PAYLOADS, "", "Ann", "'tis", "a,b", 'the "best"', "two\nlines", "\0=1", "张伟"]),
)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), max_size=9)))
def test_a_column_at_a_time_is_written_as_cell_by_cell(rows):
    """The control writes each cell by itself, in the plainest way."""
    texts = texts_in(timezone.get_current_timezone())
    plain = io.StringIO()
    csv.writer(plain).writerows([defused(texts.get(type(value), str)(value)) for value in row] for row in rows)
    pieces = WRITERS["csv"](["n"], rows)
    next(pieces)
    assert b"".join(pieces).decode() == plain.getvalue()


def test_pieces_leave_before_the_last_row_is_asked_for():
    asked = []

    def rows():
        for number in range(10_000):
            asked.append(number)
            yield [number]

    pieces = WRITERS["csv"](["n"], rows())
    next(pieces)
    next(pieces)
    assert len(asked) == 500
