"""The columns of an export: where each is read from, and how it is written."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from .exporting import PIECE

CHUNK = 2_000  # rows fetched at a time


class Written(NamedTuple):
    """A path or an expression that a column's value is read from and, where that is not enough, how it is written."""

    path: Any
    text: Callable | None = None


def written_rows(rows: QuerySet, columns: Sequence[Written]) -> Iterator[tuple]:
    """The rows one after another, in the order of the queryset. One query for all of them."""
    paths = list(dict.fromkeys(column.path for column in columns))
    places = [(paths.index(column.path), column.text) for column in columns]
    found = iter(rows.values_list(*paths).iterator(chunk_size=CHUNK))
    while chunk := list(itertools.islice(found, PIECE)):
        values = list(zip(*chunk, strict=True))
        yield from zip(*(said(values[at], text) for at, text in places), strict=True)


def said(column: Sequence, text: Callable | None) -> Sequence:
    return column if text is None else [None if value is None else text(value) for value in column]


def labelled(choices) -> Callable:
    """How a code is written whose label stands among (code, label)."""
    labels = {value: str(label) for value, label in choices}
    return lambda code: labels.get(code, code)
