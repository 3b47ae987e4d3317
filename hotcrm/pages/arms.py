"""SQL for the front of a list: the first keys of each branch, merged in one statement (see `selection`)."""

import json

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F
from django.db.models.expressions import RawSQL

from .keyset import Band

# Every piece of SQL here was written by Django's compiler or stands in this file; values are parameters.


def front_of(branches, rows, band, limit, *, ordered=True) -> RawSQL | None:
    """The first `limit` keys of the union of these branches of `rows`; None where nothing can be found.

    Unordered, for counting, each branch stops as soon as it has as many as are asked for.
    """
    found = _union(branches, rows, band, limit, ordered)
    return found and RawSQL(f"SELECT row_key FROM ({found[0]}) AS front", found[1])  # noqa: S608, S611


def counts_in(branches, rows, column, limit) -> dict:
    """How many rows there are for each value of a column among any `limit` of the union of these branches."""
    found = _union(branches, rows, Band(column, descending=False), limit, ordered=False)
    if not found:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sort, COUNT(*) FROM ({found[0]}) AS front GROUP BY sort", found[1])  # noqa: S608
        return dict(cursor.fetchall())


def _union(branches, rows, band, limit, ordered) -> tuple[str, list] | None:
    """`row_key` and `sort` of these rows, as SQL with parameters."""
    end = f" ORDER BY sort {band.way}, row_key {band.way} LIMIT {limit:d}" if ordered else f" LIMIT {limit:d}"
    arms = [arm for branch in branches if (arm := _arm(branch, rows, band, limit, end, ordered))]
    if not arms:
        return None
    params = [param for _, params in arms for param in params]
    if len(arms) == 1:
        return arms[0][0], params
    union = " UNION ".join(f"SELECT * FROM ({sql}) AS arm{number}" for number, (sql, _) in enumerate(arms))  # noqa: S608
    return f"SELECT row_key, sort FROM ({union}) AS page{end}", params  # noqa: S608


def among_the_next(rows, seen, band, tried, limit) -> RawSQL:
    """The first `limit` keys that fulfil `seen` among the next `tried` of all.

    Written as a table that is the front of the real one: as a condition on keys PostgreSQL would read everything.
    """
    table = rows.model._meta.db_table
    needed = {rows.model._meta.pk.attname, band.field, *_fields_of(seen, rows.model)}
    front, front_params = rows.order_by(*band.order_by).values_list(*sorted(needed))[:tried].query.sql_with_params()
    keys = rows.model._base_manager.filter(seen).order_by(*band.order_by).values_list("pk")[:limit]
    sql, params = keys.query.sql_with_params()
    return RawSQL(sql.replace(f'FROM "{table}"', f'FROM ({front}) AS "{table}"', 1), (*front_params, *params))  # noqa: S611


def _fields_of(q, model):
    """The columns a condition looks at."""
    for child in q.children:
        if isinstance(child, tuple):
            name = child[0].split("__")[0]
            yield model._meta.pk.attname if name == "pk" else model._meta.get_field(name).attname
        else:
            yield from _fields_of(child, model)


def _arm(branch, rows, band, limit, end, ordered):
    """One branch's first keys with their sort value, as SQL with parameters."""
    one_by_one = branch.field is not None and len(branch.values) > 1
    keys_of_its_own = _keys_of(branch)
    if one_by_one:
        rows = rows.filter(branch.also, **{branch.field: RawSQL("branch.value", ())})
    elif keys_of_its_own is not None:
        rows = rows.filter(branch.also, pk=RawSQL("branch.value", ()))
    else:
        rows = rows.filter(branch.as_q())
    rows = rows.order_by(*(band.order_by if ordered else ()))
    keys = rows.annotate(row_key=F("pk"), sort=F(band.field)).values_list("row_key", "sort")[:limit]
    try:
        sql, params = keys.query.sql_with_params()
    except EmptyResultSet:
        return None
    if keys_of_its_own is not None:
        return _for_each_key(keys_of_its_own, sql, params, end)
    return _for_each(branch.values, rows.model, band, sql, params, end) if one_by_one else (sql, params)


def _keys_of(branch):
    """The queryset behind a branch that is nothing but “its key is among these”, for PostgreSQL.

    Left to itself it may walk the table backwards in the hope of meeting one of them soon.
    """
    if connection.vendor != "postgresql" or branch.q is None or len(branch.q.children) != 1:
        return None
    child = branch.q.children[0]
    is_query = isinstance(child, tuple) and child[0] == "pk__in" and hasattr(child[1], "query")
    return child[1].distinct() if is_query else None  # two people of one team would be two rows of the page


def _for_each_key(keys, sql, params, end):
    keys_sql, keys_params = keys.query.sql_with_params()
    each = "SELECT arm.row_key, arm.sort FROM"
    return f"{each} ({keys_sql}) AS branch(value) CROSS JOIN LATERAL ({sql}) AS arm{end}", (*keys_params, *params)


def _for_each(values, model, band, sql, params, end):
    """The arm once for every value: a look at the front of one index each, all in one statement."""
    if connection.vendor == "postgresql":
        each = "SELECT arm.row_key, arm.sort FROM unnest(%s::bigint[]) AS branch(value) CROSS JOIN LATERAL"
        return f"{each} ({sql}) AS arm{end}", (list(values), *params)
    table, column = model._meta.db_table, model._meta.get_field(band.field).column
    each = f'SELECT one.id AS row_key, one."{column}" AS sort FROM json_each(%s) AS branch CROSS JOIN "{table}" AS one'  # noqa: S608
    sql = f"{each} WHERE one.id IN (SELECT row_key FROM ({sql})){end}"  # noqa: S608
    return sql, (json.dumps(values), *params)


def count(keys: RawSQL | None) -> int:
    if keys is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({keys.sql}) AS capped", keys.params)  # noqa: S608
        return cursor.fetchone()[0]


def grouped(column) -> dict:
    """The condition under which rows are counted for each value of a column: see `count_each`."""
    return {column: RawSQL("grouped.value", ())}


def count_each(rows, values) -> dict:
    """How many rows there are for each of these values; those without any are left out."""
    if not values:
        return {}
    sql, params = rows.query.sql_with_params()
    on_postgresql = connection.vendor == "postgresql"
    each = "unnest(%s::text[]) AS grouped(value)" if on_postgresql else "json_each(%s) AS grouped"
    sql = f"SELECT grouped.value, (SELECT COUNT(*) FROM ({sql}) AS capped) FROM {each}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, list(values) if on_postgresql else json.dumps(list(values))])
        return {value: number for value, number in cursor.fetchall() if number}
