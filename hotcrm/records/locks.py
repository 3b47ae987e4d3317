"""Locks on what has no row yet; and what a lock that was not had looks like."""

import zlib

from django.db import connection


def lock_word(word: str):
    """Let only one transaction at a time go on with this word, until it ends.

    On PostgreSQL an advisory lock; SQLite has a single writer anyway. Call inside a transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(word.encode())])


def share(model, pks):
    """Let nobody change these rows until the transaction ends; others may share them in the same way.

    In the order of their keys. On SQLite there is a single writer anyway.
    """
    if connection.vendor == "postgresql":
        quote = connection.ops.quote_name
        table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE {key} = ANY(%s) ORDER BY {key} FOR SHARE", [sorted(pks)])  # noqa: S608


def is_lock_trouble(error) -> bool:
    """Whether an `OperationalError` means that somebody else was at it, and that a second try may do."""
    text = f"{type(error.__cause__).__name__} {error}"
    return any(word in text for word in ("LockNotAvailable", "DeadlockDetected", "locked"))
