import datetime
import zipfile

import openpyxl
import pytest

from hotcrm.pages.importing.reading import open_table
from hotcrm.pages.importing.unreadable import Unreadable


def workbook(path, *rows, **sheets):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, (state, lines) in sheets.items():
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for line in lines:
            sheet.append(line)
    book.save(path)
    return path


def rewritten(path, part, change):
    """The same workbook with one part of its archive changed."""
    other = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return other


def refusal(path):
    with pytest.raises(Unreadable) as caught, open_table(path) as table:
        list(table)
    return str(caught.value)


def test_typed_cells_become_what_a_person_would_have_typed(tmp_path):
    moment = datetime.datetime(2024, 3, 31, 9, 14)
    path = workbook(
        tmp_path / "leads.xlsx",
        ["Phone", "Revenue", "Created", "Day", "Opt out", "Staff", "Fault"],
        [8613812345678.0, 2500000.5, moment, datetime.date(2024, 2, 29), True, 120, "#N/A"],
    )
    with open_table(path) as table:
        (row,) = table
    assert row.cells == ["8613812345678", "2500000.5", "2024-03-31 09:14:00", "2024-02-29", "true", "120", ""]


def test_hidden_and_empty_sheets_are_passed_over(tmp_path):
    path = workbook(
        tmp_path / "leads.xlsx",
        hidden=("hidden", [["secret"], ["x"]]),
        people=("visible", [["Name", "Company"], ["Ann", "Lee"]]),
    )
    with open_table(path) as table:
        assert table.headers == ["Name", "Company"]
        assert table.notes == ["Only the sheet “people” is read."]


def test_a_wrong_size_in_the_file_cuts_nothing_off(tmp_path):
    path = workbook(tmp_path / "leads.xlsx", ["Name", "Company"], ["Ann", "Lee"], ["Bob", "Ray"])
    lying = rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:B3"', b'ref="A1"'))
    with open_table(lying) as table:
        assert [row.cells for row in table] == [["Ann", "Lee"], ["Bob", "Ray"]]


def test_a_truncated_workbook_is_refused(tmp_path):
    path = workbook(tmp_path / "leads.xlsx", ["Name"], ["Ann"])
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal(path) == "The workbook is damaged or protected and cannot be opened."


def test_a_sheet_of_broken_markup_is_refused(tmp_path):
    path = workbook(tmp_path / "leads.xlsx", ["Name"], *([f"Ann {n}"] for n in range(1000)))
    broken = rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    assert refusal(broken).startswith("The workbook is damaged at row ")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = workbook(tmp_path / "leads.xlsx", ["Name"], ["Ann"])
    bomb = rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 50_000_000)
    assert bomb.stat().st_size < 200_000
    assert refusal(bomb) == "The workbook unpacks to far more than a table needs; it is not opened."


def test_a_giant_comment_is_refused(tmp_path):
    path = workbook(tmp_path / "leads.xlsx", ["Name"], ["Ann"])
    noise = b"".join(b"%d > " % (n * 7919) for n in range(400_000))
    bomb = rewritten(
        path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<sheetData>", b"<!--" + noise + b"--><sheetData>")
    )
    assert refusal(bomb) == "The workbook unpacks to far more than a table needs; it is not opened."


def test_entities_that_reach_for_other_files_are_refused(tmp_path):
    path = workbook(tmp_path / "leads.xlsx", ["Name"], ["Ann"])
    declaration = b'<!DOCTYPE x [<!ENTITY passwords SYSTEM "file:///etc/passwd">]>'
    trap = rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: declaration + xml)
    assert refusal(trap) == "The workbook holds declarations that a table does not need; it is not opened."


def test_a_cover_sheet_is_passed_over_for_the_one_whose_headers_are_known(tmp_path):
    path = workbook(
        tmp_path / "leads.xlsx", ["Leads of the fair"], people=("visible", [["Name", "Company"], ["Ann", "Lee"]])
    )
    known = {"Name", "Company"}
    with open_table(path, recognise=lambda values: len(known.intersection(values))) as table:
        assert table.headers == ["Name", "Company"]
