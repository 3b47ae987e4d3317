import json
import zipfile

import pytest

from hotcrm.pages.exporting import csv_pieces
from hotcrm.pages.importing.reading import open_table
from hotcrm.pages.importing.unreadable import Unreadable
from tests.shared import SHARED, needs_shared

TORTURE = SHARED / "csv_lead_torture"
EXPECTATIONS = json.loads((TORTURE / "manifest.json").read_text("utf-8")) if TORTURE.exists() else []


def read(path):
    with open_table(path) as table:
        return table.headers, [row.cells for row in table]


def rows_of(tmp_path, content, name="leads.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with open_table(path) as table:
        return table.headers, list(table)


def refusal(tmp_path, content, name="leads.csv"):
    with pytest.raises(Unreadable) as caught:
        rows_of(tmp_path, content, name)
    return str(caught.value)


@needs_shared
@pytest.mark.parametrize("expected", EXPECTATIONS, ids=lambda expected: expected["file"])
def test_every_torture_file_is_read_as_its_manifest_says(expected):
    headers, rows = read(TORTURE / expected["file"])
    assert len(rows) == expected["rows"]
    if "expect" in expected:
        assert [dict(zip(headers, cells, strict=True)) for cells in rows] == expected["expect"]


@needs_shared
def test_every_public_file_is_read_or_refused_with_a_sentence():
    refused = {}
    for path in sorted((SHARED / "csv_public").rglob("*")):
        if path.is_file() and path.suffix not in (".md", ".json"):
            try:
                read(path)
            except Unreadable as message:
                refused[path.name] = str(message)
    assert all(message.endswith(".") for message in refused.values())
    assert {name.rpartition(".")[2] for name in refused} == {"csv", "ods", "unknown", "xls", "xlsx", "zip"}


@needs_shared
@pytest.mark.parametrize("collection", ["spectrum/csvs", "sineemore/csv"])
def test_public_files_with_an_expectation_are_read_exactly(collection):
    wrong = []
    for path in sorted((SHARED / "csv_public" / collection).glob("*.csv")):
        expectation = path.parents[1] / "json" / f"{path.stem}.json"
        if expectation.exists():
            headers, rows = read(path)
            expected = json.loads(expectation.read_text("utf-8"))
            if isinstance(expected, dict):
                continue  # tells of one value, not of the file
            if isinstance(expected[0], list):
                wrong += [path.name] if [headers, *rows] != expected else []
            elif [dict(zip(headers, cells, strict=True)) for cells in rows] != expected:
                wrong.append(path.name)
    assert wrong == []


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    lines = [["Name", "Company", "Note"], ["Ann", "Lee Co", "a"], ["Bob", "Ray Co", "b"]]
    headers, rows = rows_of(tmp_path, "\n".join(separator.join(line) for line in lines))
    assert [headers, *(row.cells for row in rows)] == lines


def test_a_separator_declared_in_the_first_line_is_believed(tmp_path):
    headers, rows = rows_of(tmp_path, "sep=;\r\nName;Note\r\nAnn;a,b\r\n")
    assert (headers, rows[0].cells) == (["Name", "Note"], ["Ann", "a,b"])


def test_prose_above_the_table_is_passed_over(tmp_path):
    text = "Notes:\nThis list was made by us, in haste.\n\nFirst Name,Last Name,Email\nAnn,Lee,ann@lee.example\n"
    headers, rows = rows_of(tmp_path, text)
    assert headers == ["First Name", "Last Name", "Email"]
    assert [(row.number, row.cells) for row in rows] == [(5, ["Ann", "Lee", "ann@lee.example"])]


def test_duplicate_and_empty_headers_become_distinct(tmp_path):
    headers, __ = rows_of(tmp_path, "Email,Email,,Name\na@x.example,b@x.example,c,Ann\n")
    assert headers == ["Email", "Email (2)", "Column 3", "Name"]


def test_short_rows_are_filled_up_and_long_rows_are_reported(tmp_path):
    __, rows = rows_of(tmp_path, "a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n")
    assert [row.cells for row in rows] == [["1", "2", ""], ["1", "2", "3"], ["1", "2", "3", "4"]]
    assert [row.problem for row in rows] == ["", "", "Has 4 values under 3 headers."]


def test_a_quotation_mark_never_closed_does_not_swallow_the_rows_below(tmp_path):
    text = 'Name,Company\n"Ann,Lee Co\n' + "".join(f"Bob {n},Ray Co\n" for n in range(1000))
    __, rows = rows_of(tmp_path, text)
    assert len(rows) == 1001
    assert rows[0].problem == "A quotation mark is opened and never closed."
    assert rows[1000].cells == ["Bob 999", "Ray Co"]


def test_quotation_marks_within_a_quoted_value_are_kept(tmp_path):
    __, rows = rows_of(tmp_path, 'Name,Company\n"Ann","The "Best" Co, Inc."\nBob,Ray\n')
    assert [row.cells for row in rows] == [["Ann", 'The "Best" Co, Inc.'], ["Bob", "Ray"]]


def test_nul_bytes_are_left_out(tmp_path):
    __, rows = rows_of(tmp_path, b"Name,Company\nA\0nn,Lee\0 Co\n")
    assert rows[0].cells == ["Ann", "Lee Co"]


def test_old_mac_line_ends_are_line_ends(tmp_path):
    headers, rows = rows_of(tmp_path, "Name,Company\rAnn,Lee\rBob,Ray\r")
    assert [headers, *(row.cells for row in rows)] == [["Name", "Company"], ["Ann", "Lee"], ["Bob", "Ray"]]


def test_an_empty_file_is_refused(tmp_path):
    assert refusal(tmp_path, b"") == "The file is empty."
    assert refusal(tmp_path, b"\n\n ,, \n") == "The file holds no rows."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7 ...", "This is a PDF. Choose a CSV or XLSX file."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture. Choose a CSV or XLSX file."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This is an old or protected Excel workbook. Save it as XLSX without a password.",
        ),
        (b"<!DOCTYPE html><html></html>", "This is a web page, not a table. Choose a CSV or XLSX file."),
        (bytes(range(1, 32)) * 40, "This is not a text file. Choose a CSV or XLSX file."),
        (b"PK\x03\x04 cut off", "The workbook is damaged or protected and cannot be opened."),
        (
            b"a" * 1_000_001,
            "A line of the file is longer than a million characters; this is not a table of rows.",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, content, message):
    assert refusal(tmp_path, content) == message


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "leads.zip", "w") as archive:
        archive.writestr("leads.csv", "a,b\n1,2\n")
    with pytest.raises(Unreadable, match="not an Excel workbook"):
        read(tmp_path / "leads.zip")


def test_a_stream_of_rows_holds_no_more_than_a_few(tmp_path):
    path = tmp_path / "many.csv"
    with path.open("wb") as file:
        for piece in csv_pieces(["Name", "Company"], ((f"Ann {n}", "Lee Co") for n in range(200_000))):
            file.write(piece)
    with open_table(path) as table:
        assert len(table.waiting) < 30
        assert sum(1 for __ in table) == 200_000
        assert table.share_read == 1.0


def test_known_headers_win_over_prose_that_looks_like_a_row(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("This list, made by us, may miss some.\nEmail,Name,Company\nann@lee.example,Ann,Lee\n")
    known = {"Email", "Name", "Company"}
    with open_table(path, recognise=lambda values: len(known.intersection(values))) as table:
        assert table.headers == ["Email", "Name", "Company"]
