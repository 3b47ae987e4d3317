"""How the rows of a chunk are written: with one UPDATE where they got the same values, and with one where not."""

import json
from datetime import date, datetime

from django.db import connection, models

FEW = 8  # rows that are written as they always are


def save_rows(model, rows, changes):
    """Write what changed (names of attributes by key) and count the versions up, in one statement."""
    alike = {
        tuple((name, _hashable(row.__dict__[name])) for name in sorted(changes[row.pk] - {"version"})) for row in rows
    }
    if len(alike) > 1:
        save_each(model, rows, set().union(*changes.values()) - {"version"}, count_versions=True)
    elif rows:
        values = {name: rows[0].__dict__[name] for name in changes[rows[0].pk] - {"version"}}
        model._base_manager.filter(pk__in=[row.pk for row in rows]).update(version=models.F("version") + 1, **values)


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


def add_rows(model, rows):
    """Write new rows, whose keys nobody asks for: on PostgreSQL as one value, which is several times as quick."""
    if connection.vendor != "postgresql" or len(rows) <= FEW:
        model.objects.bulk_create(rows)
        return
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(map(connection.ops.quote_name, names))
    source, value = _typed(model, names, [{name: row.__dict__[name] for name in names} for row in rows])
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source}", [value])  # noqa: S608


def write_lines(model, names, lines, *, key, **among):
    """Write these attributes of many rows in one statement that takes all of it as one value. A line is a dictionary
    of what JSON can hold; its row has its `key` and is `among` these. What a line leaves out stays as it is."""
    quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(f"{quote(name)} = COALESCE(typed.{quote(name)}, {table}.{quote(name)})" for name in names)
    source, value = _typed(model, (key, *names), lines)
    found = " AND ".join(f"{table}.{quote(name)} = %s" for name in among)
    statement = f"UPDATE {table} SET {sets} FROM {source} WHERE {table}.{quote(key)} = typed.{quote(key)} AND {found}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [value, *among.values()])


def _typed(model, names, lines) -> tuple[str, str]:
    """A table of these lines, with a column of its field's type for each name, and the value that it is made of."""
    value = json.dumps(lines, default=_as_text)
    quote, fields = connection.ops.quote_name, {field.attname: field for field in model._meta.concrete_fields}
    if connection.vendor == "postgresql":
        columns = ", ".join(f"{quote(name)} {fields[name].rel_db_type(connection)}" for name in names)
        return f"json_to_recordset(%s) AS typed ({columns})", value
    columns = ", ".join(f"json_extract(value, '$.{name}') AS {quote(name)}" for name in names)
    return f"(SELECT {columns} FROM json_each(%s)) AS typed", value  # noqa: S608


def _as_text(value) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON.")


def _nth(field, n) -> str:
    """A column of the VALUES, of its field's type: a database that is given nothing but NULLs takes them for text."""
    return f"column{n}::{field.db_type(connection)}" if connection.vendor == "postgresql" else f"column{n}"


def _stored(field, row):
    return field.get_db_prep_save(row.__dict__[field.attname], connection)


def _hashable(value):
    return repr(value) if isinstance(value, dict | list) else value
