"""How a text table is put together: what separates its values, and how it escapes quotation marks."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

SEPARATORS = ",;\t|"
LABELS = {",": ",", ";": ";", "\t": "Tab", "|": "|"}
DECLARED = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
BACKSLASHED = re.compile(r'\\"(?![,;\t|]|\s*$)', re.MULTILINE)


class Dialect(NamedTuple):
    separator: str = ","
    escape: str | None = None
    skip_spaces: bool = False

    @property
    def label(self) -> str:
        return LABELS.get(self.separator, self.separator)

    def reader(self, lines: Iterable[str], *, strict: bool = False):
        return csv.reader(
            lines,
            delimiter=self.separator,
            doublequote=self.escape is None,
            escapechar=self.escape,
            skipinitialspace=self.skip_spaces,
            strict=strict,
        )


def declared_separator(line: str) -> str | None:
    """Excel's own first line `sep=;`."""
    found = DECLARED.match(line.strip("\r\n "))
    return found.group(1) if found else None


def dialect_of(sample: str, *, separator: str | None = None) -> Dialect:
    separator = separator or max(SEPARATORS, key=lambda candidate: regularity(sample, candidate))
    return Dialect(
        separator=separator,
        escape="\\" if BACKSLASHED.search(sample) and '""' not in sample else None,
        skip_spaces=f'{separator} "' in sample and separator != "\t",
    )


def regularity(sample: str, separator: str) -> tuple[float, int]:
    """How many lines share the most frequent width over one, and that width.

    Prose above the table has separators too, but no two lines of it the same number of them.
    """
    try:
        widths = [len(row) for row in csv.reader(sample.splitlines(keepends=True), delimiter=separator) if any(row)]
    except csv.Error:
        return 0.0, 0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0, 0
    width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
    return round(times / len(widths), 1), width
