"""An XLSX file as a stream of records; checked for bombs before any of it is parsed."""

import datetime
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
from django.utils.translation import gettext as _

from .unreadable import Unreadable

MOST_BYTES = 2_000_000_000
MOST_BYTES_BESIDE_SHEETS = 400_000_000
MOST_RATIO = 300
BIG_ENOUGH_FOR_A_RATIO = 5_000_000
LONGEST_TOKEN = 300_000  # bytes; a cell holds at most 32,767 characters
MOST_PARTS = 5_000
MOST_SHEETS = 20
CHUNK = 1 << 20
MOST_BLANK_ROWS = 1_100_000
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST)", re.IGNORECASE)
CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
OPENING = re.compile(rb"<!--|<!\[CDATA\[|<\?")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


class XlsxFile:
    """Yields (values, problem) like CsvFile; typed cells become the text a person would have typed."""

    TURN = 600  # seconds of a turn; it takes long to pass over what was read before

    def __init__(self, path, *, recognise=None):
        check_archive(path)
        self.book = opened(path)
        self.sheet = self._sheet(recognise or (lambda values: 0))
        self.claimed_rows = self.sheet.max_row or 0
        # A wrong or missing size in the file must not cut rows off.
        self.sheet.reset_dimensions()
        self.read_rows = 0

    def close(self):
        self.book.close()

    @property
    def label(self) -> str:
        return f"XLSX · {self.sheet.title}"

    @property
    def share_read(self) -> float:
        return min(0.99, self.read_rows / self.claimed_rows) if self.claimed_rows else 0.0

    @property
    def notes(self) -> list[str]:
        others = [sheet.title for sheet in visible_sheets(self.book) if sheet is not self.sheet]
        if not others:
            return []
        return [_("Only the sheet “%(name)s” is read.") % {"name": self.sheet.title}]

    def records(self) -> Iterator[tuple[list[str], str]]:
        blank = 0
        rows = self.sheet.iter_rows(values_only=True)
        while True:
            try:
                values = next(rows)
            except StopIteration:
                return
            except Exception as fault:  # every kind of broken XML ends in some exception of the parser
                raise Unreadable(_("The workbook is damaged at row %(row)s.") % {"row": self.read_rows + 1}) from fault
            self.read_rows += 1
            blank = 0 if any(value is not None for value in values) else blank + 1
            if blank > MOST_BLANK_ROWS:
                raise Unreadable(_("The workbook has more than a million blank rows."))
            yield [as_text(value) for value in values], ""

    def _sheet(self, recognise):
        """The one whose first rows name most columns that we know: a cover sheet may stand before it."""
        sheets = visible_sheets(self.book)
        if not sheets:
            raise Unreadable(_("The workbook has no visible sheet."))
        starts = [first_rows(sheet) for sheet in sheets[:MOST_SHEETS]]
        known = [max(map(recognise, rows), default=0) for rows in starts]
        if max(known) >= 2:
            return sheets[known.index(max(known))]
        return next((sheet for sheet, rows in zip(sheets, starts, strict=False) if rows), sheets[0])


def opened(path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a workbook has beside its values is of no interest here
            return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as fault:  # every kind of broken workbook ends in some exception of the parser
        raise Unreadable(_("The workbook is damaged and cannot be opened.")) from fault


def visible_sheets(book) -> list:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def first_rows(sheet) -> list[list[str]]:
    """The rows with values among the first hundred."""
    try:
        rows = list(itertools.islice(sheet.iter_rows(values_only=True), 100))
    except Exception as fault:  # every kind of broken XML ends in some exception of the parser
        raise Unreadable(_("The workbook is damaged and cannot be opened.")) from fault
    return [[as_text(value) for value in row] for row in rows if any(value is not None for value in row)]


def as_text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        value = UNPRINTABLE.sub("", value)
        return "" if value in ERRORS else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_as_text(value)
    if isinstance(value, datetime.datetime):
        has_time = value.time() != datetime.time.min
        return value.isoformat(sep=" ", timespec="seconds") if has_time else value.date().isoformat()
    return str(value)


def number_as_text(value: float) -> str:
    """`8613812345678.0` is a phone number, not 8.6e12."""
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return format(Decimal(repr(value)), "f") if value == value and abs(value) < 1e21 else ""


def check_archive(path):
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable(_("This archive is not an Excel workbook. Choose a CSV or XLSX file."))
            check_sizes(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    check_markup(archive, part)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, zlib.error) as fault:
        raise Unreadable(_("The workbook is damaged or protected and cannot be opened.")) from fault


def check_sizes(parts):
    """The directory of the archive caps what can be unpacked: zipfile never reads more of a part than it says."""
    beside = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    too_much = (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_BYTES
        or beside > MOST_BYTES_BESIDE_SHEETS
        or any(
            part.file_size > BIG_ENOUGH_FOR_A_RATIO and part.file_size > MOST_RATIO * max(1, part.compress_size)
            for part in parts
        )
    )
    if too_much:
        raise Unreadable(far_too_large())


def far_too_large() -> str:
    return _("The workbook unpacks to far more than a table needs; it is not opened.")


def check_markup(archive, part):
    """No declarations (entities reach other files and grow without end) and no giant token.

    A single comment of 30 MB kept the parser busy for a minute: it starts over with every chunk it is fed.
    """
    window = b""
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            window = window[-LONGEST_TOKEN:] + chunk  # overlapping, so that no long token hides on a seam
            if DECLARATION.search(window) or b"\x00" in chunk:
                raise Unreadable(_("The workbook holds declarations that a table does not need; it is not opened."))
            if has_giant_token(window):
                raise Unreadable(far_too_large())


def has_giant_token(window: bytes) -> bool:
    if any(len(run) >= LONGEST_TOKEN for run in window.split(b">")):
        return True
    for found in OPENING.finditer(window):
        end = window.find(CLOSING[found.group()], found.end())
        if (end if end >= 0 else len(window)) - found.start() >= LONGEST_TOKEN:
            return True
    return False
