"""A CSV file as a stream of records, whatever its encoding, separator and quoting faults."""

import csv
import io
import os
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from .encodings import encoding_of
from .separators import declared_separator, dialect_of
from .unreadable import Unreadable

SAMPLE_LINES = 200
LONGEST_LINE = 1_000_000
LONGEST_FIELD = 200_000
MOST_LINES_IN_A_RECORD = 500
CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")


class UnclosedQuote(Exception):
    pass


class CsvFile:
    """Yields (values, problem); a problem is a sentence, and the values are then the best that could be read."""

    TURN = 60  # seconds of a turn; what was read before is passed over quickly

    def __init__(self, path):
        self.size = os.path.getsize(path)
        if not self.size:
            raise Unreadable(_("The file is empty."))
        self.encoding = encoding_of(path)
        self.raw = Path(path).open("rb")  # noqa: SIM115 (closed by close())
        self.text = io.TextIOWrapper(self.raw, encoding=self.encoding.name, errors="replace", newline=None)
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []
        try:
            self.dialect = self._dialect()
        except Unreadable:
            self.close()
            raise

    def close(self):
        self.text.close()

    @property
    def label(self) -> str:
        return f"CSV · {self.encoding.label} · {self.dialect.label}"

    @property
    def share_read(self) -> float:
        return min(1.0, self.raw.tell() / self.size)

    @property
    def notes(self) -> list[str]:
        if self.encoding.is_sure:
            return []
        return [
            _("The encoding is not certain; it was read as %(name)s. Check the preview.")
            % {"name": self.encoding.label}
        ]

    def records(self) -> Iterator[tuple[list[str], str]]:
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_LINE))
        while True:
            # After a fault a fresh reader goes on with the next line.
            reader = self.dialect.reader(self._lines(), strict=True)
            try:
                for values in reader:
                    yield values, self._damage(values)
                    self.taken.clear()
                return
            except UnclosedQuote:
                yield self._first_line_alone()
            except csv.Error as fault:
                if "unexpected end of data" in str(fault):
                    yield self._first_line_alone()
                else:
                    yield self._repaired()

    def _dialect(self):
        first = self._line()
        separator = declared_separator(first)
        sample = [] if separator else [first]
        while len(sample) < SAMPLE_LINES and (line := self._line()):
            sample.append(line)
        self.waiting.extend(sample)
        text = "".join(sample)
        if len(CONTROL.findall(text)) > len(text) / 50:
            raise Unreadable(_("This is not a text file. Choose a CSV or XLSX file."))
        return dialect_of(text, separator=separator)

    def _lines(self) -> Iterator[str]:
        while line := self._line():
            self.taken.append(line)
            if len(self.taken) > MOST_LINES_IN_A_RECORD:
                raise UnclosedQuote
            yield line

    def _line(self) -> str:
        if self.waiting:
            return self.waiting.popleft()
        line = self.text.readline(LONGEST_LINE)
        if len(line) >= LONGEST_LINE:
            raise Unreadable(_("A line of the file is longer than a million characters; this is not a table of rows."))
        return line.replace("\0", "") or " \n" if "\0" in line else line

    def _damage(self, values: list[str]) -> str:
        for value in values:
            if "\ufffd" in value and not self.encoding.is_exact:
                return _("Holds characters that cannot be read.")
            if len(value) > LONGEST_FIELD:
                return _("Holds a value of more than 200,000 characters.")
        return ""

    def _first_line_alone(self) -> tuple[list[str], str]:
        """A quotation mark that nobody closes must not swallow the rows below it."""
        first, *rest = self.taken
        self.waiting.extendleft(reversed(rest))
        self.taken.clear()
        return tolerant(first, self.dialect.separator), _("A quotation mark is opened and never closed.")

    def _repaired(self) -> tuple[list[str], str]:
        text = "".join(self.taken)
        self.taken.clear()
        values = tolerant(text, self.dialect.separator)
        return values, self._damage(values)


def tolerant(text: str, separator: str) -> list[str]:
    """Values of one record in which quotation marks stand within quoted values: `"Ann "Bee" Cole",x`.

    Only a mark that is followed by a separator or the end closes a value.
    """
    text = text.rstrip("\n")
    sep = re.escape(separator)
    values, at = [], 0
    quoted = re.compile(rf'\s*"((?:[^"]|"(?!\s*(?:{sep}|$)))*)"\s*(?:{sep}|$)', re.DOTALL)
    plain = re.compile(rf"[^{sep}]*", re.DOTALL)
    while at <= len(text):
        found = quoted.match(text, at)
        if found:
            values.append(found.group(1).replace('""', '"'))
            at = found.end()
            if text[at - 1 : at] != separator:
                return values
            continue
        end = plain.match(text, at).end()
        values.append(text[at:end])
        at = end + 1
    return values
