"""Open a table that somebody uploads: CSV or XLSX, as a stream of rows under their headers.

    with open_table(path) as table:
        table.headers           # unique, in the order of the file
        for row in table:       # Row(number, cells, problem); cells are as many as headers
            ...

Nothing is held in memory but the first rows, so that a million of them can pass.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .csv_file import CsvFile
from .unreadable import Unreadable
from .xlsx_file import XlsxFile

ROWS_SEARCHED_FOR_HEADERS = 30
MOST_COLUMNS = 1_000
OLD_EXCEL = gettext_lazy("This is an old or protected Excel workbook. Save it as XLSX without a password.")
PDF = gettext_lazy("This is a PDF. Choose a CSV or XLSX file.")
PICTURE = gettext_lazy("This is a picture. Choose a CSV or XLSX file.")
COMPRESSED = gettext_lazy("This file is compressed. Unpack it first.")
FOREIGN = {
    b"\xd0\xcf\x11\xe0": OLD_EXCEL,
    b"%PDF": PDF,
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"GIF8": PICTURE,
    b"\x1f\x8b": COMPRESSED,
    b"Rar!": COMPRESSED,
    b"7z\xbc\xaf": COMPRESSED,
}
WEB_PAGE = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")


class Row(NamedTuple):
    number: int  # as a spreadsheet counts it, the first line of the file being 1
    cells: list[str]
    problem: str = ""


class Table:
    """`recognise` tells how many of some values it knows as headers; it finds the header row below a preamble."""

    def __init__(self, file, *, recognise: Callable[[list[str]], int] | None = None):
        self.file = file
        self.records = enumerate(file.records(), start=1)
        first = [
            (number, values, problem)
            for number, (values, problem) in itertools.islice(self.records, ROWS_SEARCHED_FOR_HEADERS)
        ]
        at = header_row([values for __, values, __ in first], recognise)
        self.waiting = first[at + 1 :]
        self.headers = unique_headers(first[at][1], widest(self.waiting))

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.file.close()

    @property
    def label(self) -> str:
        return self.file.label

    @property
    def notes(self) -> list[str]:
        return self.file.notes

    @property
    def share_read(self) -> float:
        return self.file.share_read

    def __iter__(self) -> Iterator[Row]:
        rest = ((number, values, problem) for number, (values, problem) in self.records)
        for number, values, problem in itertools.chain(self.waiting, rest):
            if any(map(str.strip, values)):
                yield self._row(number, values, problem)

    def _row(self, number: int, values: list[str], problem: str) -> Row:
        width = len(self.headers)
        if len(values) > width:
            surplus = any(map(str.strip, values[width:]))
            if not surplus:
                values = values[:width]
            elif not problem:
                problem = _("Has %(values)s values under %(headers)s headers.") % {
                    "values": len(values),
                    "headers": width,
                }
        elif len(values) < width:
            values = values + [""] * (width - len(values))
        return Row(number, values, problem)


def open_table(path, *, recognise=None) -> Table:
    """Raises Unreadable with a message for the person when there is no table to be read."""
    file = file_of(path, recognise)
    try:
        return Table(file, recognise=recognise)
    except BaseException:
        file.close()
        raise


def file_of(path, recognise):
    with open(path, "rb") as opened:
        start = opened.read(512)
    for mark, message in FOREIGN.items():
        if start.startswith(mark):
            raise Unreadable(str(message))
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(WEB_PAGE):
        raise Unreadable(_("This is a web page, not a table. Choose a CSV or XLSX file."))
    return XlsxFile(path, recognise=recognise) if start.startswith(b"PK") else CsvFile(path)


def header_row(rows: list[list[str]], recognise) -> int:
    filled = [sum(1 for value in row if value.strip()) for row in rows]
    if not any(filled):
        raise Unreadable(_("The file holds no rows."))
    known = [recognise(row) for row in rows] if recognise else [0]
    if max(known) >= 2:
        return known.index(max(known))
    usual = sorted(count for count in filled if count)[len([count for count in filled if count]) // 2]
    return next(at for at, count in enumerate(filled) if count >= max(1, 0.7 * usual))


def widest(rows) -> int:
    """Columns that the first rows use; more than the headers name only when most of them do."""
    widths = sorted(filter(None, (filled_width(values) for __, values, __ in rows)))
    return widths[len(widths) // 2] if widths else 0


def filled_width(values: list[str]) -> int:
    return max((at for at, value in enumerate(values, start=1) if value.strip()), default=0)


def unique_headers(values: list[str], width: int) -> list[str]:
    while values and not values[-1].strip() and len(values) > width:
        values = values[:-1]
    if len(values) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than 1,000 columns."))
    headers, taken = [], set()
    for at, value in enumerate(values + [""] * (min(width, MOST_COLUMNS) - len(values)), start=1):
        header = name = " ".join(value.split()) or _("Column %(number)s") % {"number": at}
        for copy in itertools.count(2):
            if header not in taken:
                break
            header = f"{name} ({copy})"
        headers.append(header)
        taken.add(header)
    return headers
