"""Rows on their way out: that an export begins is written before its first row, and at its end how many there were."""

from collections.abc import Iterable, Iterator
from copy import copy

from django.db import DatabaseError
from django.utils import timezone

from .kinds import Kind
from .models import AuditEntry
from .notes import entry, log


def exported(rows: Iterable, *, by, model, **data) -> Iterator:
    """The rows, told to the audit. `data`: the view, the names of filters and fields, the format.

    Nothing goes out that could not be written down. What is broken off says how many rows had gone by then.
    """
    begun = entry(Kind.EXPORTED, by=by, target=model, **data)
    begun.save(force_insert=True)
    return counted(rows, begun)


def counted(rows: Iterable, begun: AuditEntry) -> Iterator:
    number, is_whole = 0, False
    try:
        for number, row in enumerate(rows, start=1):  # noqa: B007 - told below
            yield row
        is_whole = True
    finally:
        end(begun, rows=number, whole=is_whole)


def end(begun: AuditEntry, **data):
    """The entry of the end, from the same person and place as that of the beginning."""
    ended = copy(begun)
    ended.pk, ended.at, ended.kind, ended.data = None, timezone.now(), Kind.EXPORT_ENDED, {"export": begun.pk, **data}
    ended._state = copy(begun._state)
    ended._state.adding = True
    try:
        ended.save(force_insert=True)
    except DatabaseError:
        log.exception("The end of export %s could not be written to the audit.", begun.pk)
