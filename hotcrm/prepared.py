"""Queries that every request asks: Django takes longer to build one than the database to answer it."""

from functools import cache, wraps

from django.db import connection, models

FIRST_MARK = -7_000_001  # no key, and no number that a query would hold of its own accord


def prepared(build):
    """Make a function of keys that returns a `values_list` queryset return its rows, built once a process.

    The query must be the same for all keys but for the keys themselves; a key may be None, which equals nothing.
    """

    @cache
    def built(vendor: str, number: int) -> tuple[str, list]:
        marks = range(FIRST_MARK, FIRST_MARK - number, -1)
        places = {mark: place for place, mark in enumerate(marks)}
        queryset: models.QuerySet = build(*marks)
        sql, params = queryset.query.sql_with_params()
        return sql, [(places.get(param), param) for param in params]

    @wraps(build)
    def ask(*keys: int | None) -> list[tuple]:
        sql, params = built(connection.vendor, len(keys))
        with connection.cursor() as cursor:
            cursor.execute(sql, [param if place is None else keys[place] for place, param in params])
            return cursor.fetchall()

    return ask
