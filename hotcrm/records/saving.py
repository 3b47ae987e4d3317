"""How the rows of a chunk are written: with one UPDATE where they got the same values, and with one where not."""

from collections import defaultdict

from django.db import connection, models

MOST_ALIKE = 8  # groups of rows, each of the same values; beyond, all are written at once


def save_rows(model, rows, changes):
    """Write what changed (names of attributes by key) and count the versions up, in a few statements at most."""
    alike: dict[tuple, list] = defaultdict(list)
    for row in rows:
        names = sorted(changes[row.pk] - {"version"})
        alike[tuple((name, _hashable(row.__dict__[name])) for name in names)].append(row)
    if len(alike) > MOST_ALIKE:
        save_each(model, rows, set().union(*changes.values()) - {"version"}, count_versions=True)
        return
    for same in alike.values():
        values = {name: same[0].__dict__[name] for name in changes[same[0].pk] - {"version"}}
        model._base_manager.filter(pk__in=[row.pk for row in same]).update(version=models.F("version") + 1, **values)


def save_each(model, rows, attnames, *, count_versions=False):
    """Write these attributes of every row, each with its own values, in one statement."""
    fields = [field for field in model._meta.concrete_fields if field.attname in attnames]
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(model._meta.pk.column)
    sets = [f"{connection.ops.quote_name(field.column)} = {_nth(field, n)}" for n, field in enumerate(fields, 2)]
    if count_versions:
        sets.append("version = version + 1")
    marks = ", ".join(["(" + ", ".join(["%s"] * (len(fields) + 1)) + ")"] * len(rows))
    source = f"(VALUES {marks}) AS typed"
    statement = f"UPDATE {table} SET {', '.join(sets)} FROM {source} WHERE {table}.{key} = column1"  # noqa: S608
    params = [value for row in rows for value in (row.pk, *(_stored(field, row) for field in fields))]
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _nth(field, n) -> str:
    """A column of the VALUES, of its field's type: a database that is given nothing but NULLs takes them for text."""
    return f"column{n}::{field.db_type(connection)}" if connection.vendor == "postgresql" else f"column{n}"


def _stored(field, row):
    return field.get_db_prep_save(row.__dict__[field.attname], connection)


def _hashable(value):
    return repr(value) if isinstance(value, dict | list) else value
