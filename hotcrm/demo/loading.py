"""A big load into empty tables: indexes and foreign keys are taken away first and built once at the end."""

from contextlib import contextmanager
from itertools import product

from django.db import connection

POSTGRESQL_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass
"""
POSTGRESQL_INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = %s::regclass AND NOT indisunique
"""
POSTGRESQL_STATISTICS = """
SELECT 'SELECT 1',
       format('ALTER INDEX %%s ALTER COLUMN %%s SET STATISTICS %%s', indexrelid::regclass, attnum, attstattarget)
FROM pg_index JOIN pg_attribute ON attrelid = indexrelid
WHERE indrelid = %s::regclass AND NOT indisunique AND attstattarget >= 0
"""
SQLITE_INDEXES = """
SELECT 'DROP INDEX "' || name || '"', sql FROM sqlite_master
WHERE type = 'index' AND tbl_name = %s AND sql LIKE 'CREATE INDEX%%'
"""


@contextmanager
def indexes_built_last(models):
    """Inside the caller's transaction: whatever fails, the tables are as they were. Locks them meanwhile."""
    with connection.cursor() as cursor:
        _settle_what_is_pending()
        statements = list(_found(cursor, [model._meta.db_table for model in models]))
        for drop, _ in statements:
            cursor.execute(drop)
        if statements and connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        yield
        _settle_what_is_pending()
        for _, create in reversed(statements):  # keys last: an index tells how long its table is, for looking them up
            cursor.execute(create)


def _settle_what_is_pending():
    """PostgreSQL alters no table while foreign keys of rows just written still wait to be checked."""
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _found(cursor, tables):
    on_postgresql = [POSTGRESQL_KEYS, POSTGRESQL_STATISTICS, POSTGRESQL_INDEXES]
    queries = on_postgresql if connection.vendor == "postgresql" else [SQLITE_INDEXES]
    for query, table in product(queries, tables):
        cursor.execute(query, [table])
        yield from cursor.fetchall()
