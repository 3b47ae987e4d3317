"""Many rows written at once: COPY on PostgreSQL, executemany on SQLite."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import itemgetter

from django.core.management.color import no_style
from django.db import connection, models

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder for every value
_ENCODED: dict[str, str] = {}


class Rows:
    """Rows of one table, given as dictionaries by column; what a dictionary leaves out is the field's default.

    Keys are handed out here, so that rows of several tables can name each other before any is written.
    """

    def __init__(self, model):
        self.model, self.table = model, model._meta.db_table
        self.primary = model._meta.pk.attname
        fields = model._meta.concrete_fields
        self.defaults = {field.attname: field.get_default() for field in fields}
        self.columns = [field.column for field in fields]
        self.in_order = itemgetter(*self.defaults)
        self.converted = [(place, _converter(field)) for place, field in enumerate(fields) if _converter(field)]
        self.next_key = (model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1
        self.waiting: list[list] = []

    def keys(self, number: int) -> range:
        """The next so many, for rows to come."""
        self.next_key += number
        return range(self.next_key - number, self.next_key)

    def add(self, **values) -> int:
        """Take a row; returns its key."""
        key = values[self.primary] = values.get(self.primary) or self.keys(1)[0]
        row = list(self.in_order({**self.defaults, **values}))
        for place, convert in self.converted:
            if row[place] is not None:
                row[place] = convert(row[place])
        self.waiting.append(row)
        return key

    def add_record(self, record) -> int:
        """Take a record as its model makes it."""
        record.normalize()
        return self.add(**{name: value for name, value in record.__dict__.items() if name in self.defaults})

    def write(self):
        if not self.waiting:
            return
        if connection.vendor == "postgresql":
            self._copy()
        else:
            self._insert()
        self.waiting.clear()

    def finish(self):
        """What is left to do when all rows of all tables are written."""

    def _copy(self):
        self._copy_into(self.table)

    def _copy_into(self, table):
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({self._names()}) FROM STDIN") as copy:
            for row in self.waiting:
                copy.write_row(row)

    def _insert(self):
        marks = ", ".join(["?"] * len(self.columns))
        with connection.cursor() as cursor:
            # The driver itself, past Django's rewriting of every statement's placeholders.
            statement = f"INSERT INTO {self.table} ({self._names()}) VALUES ({marks})"  # noqa: S608
            cursor.connection.executemany(statement, self.waiting)

    def _names(self):
        return ", ".join(f'"{column}"' for column in self.columns)


def put_sequences_right(models_written):
    """The next row made by anybody gets a key behind ours."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_written):
            cursor.execute(statement)


def _converter(field):
    if isinstance(field, models.JSONField):
        return _as_json
    if connection.vendor == "sqlite":
        return {models.DateTimeField: _as_utc, models.DateField: date.isoformat, models.DecimalField: _as_text}.get(
            type(field)
        )
    return None


def _as_json(value) -> str:
    """Few values are all that events tell: each is encoded once."""
    key = repr(value)
    if key not in _ENCODED:
        _ENCODED[key] = _ENCODE(value)
    return _ENCODED[key]


def _as_utc(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _as_text(value: Decimal) -> str:
    return str(value)
