"""Locks on what has no row yet."""

import zlib

from django.db import connection


def lock_word(word: str):
    """Let only one transaction at a time go on with this word, until it ends.

    On PostgreSQL an advisory lock; SQLite has a single writer anyway. Call inside a transaction.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(word.encode())])
