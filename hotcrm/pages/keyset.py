"""Pages by place instead of by number: a page begins after a row, so that the hundredth costs what the first does."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.timezone import is_naive

from hotcrm.records.visibility import EVERY

MOST = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """A row's place in an order: its band, its value there and its key. `number` is how it was numbered on screen."""

    band: int
    value: object
    pk: int
    number: int

    def __str__(self):
        value = self.value.isoformat() if hasattr(self.value, "isoformat") else self.value
        return f"{self.band}~{value}~{self.pk}~{self.number}"


@dataclass(frozen=True)
class Band:
    """A stretch of an order that one index can walk: rows that fulfil `q`, by `field`, then by key."""

    field: str
    descending: bool
    q: Q = EVERY

    @property
    def way(self) -> str:
        return "DESC" if self.descending else "ASC"

    @property
    def order_by(self):
        return [_direction(F(self.field), self.descending), _direction(F("pk"), self.descending)]

    def beyond(self, cursor) -> Q:
        """The rows after this place."""
        return Q(Beyond(self, cursor.value, cursor.pk))

    def reversed(self):
        return replace(self, descending=not self.descending)


@dataclass(frozen=True)
class Order:
    """A sort of a list: a column that has indexes, downwards or upwards.

    Rows without a value come last, whichever way; they stand among themselves by `then`, which always has a value.
    """

    field: str
    descending: bool = False
    then: str | None = None

    def __str__(self):
        return f"-{self.field}" if self.descending else self.field

    @property
    def bands(self) -> tuple[Band, ...]:
        if self.then is None:
            return (Band(self.field, self.descending),)
        return (
            Band(self.field, self.descending, Q(**{f"{self.field}__isnull": False})),
            Band(self.then, True, Q(**{f"{self.field}__isnull": True})),
        )

    def place_of(self, row, number) -> Cursor:
        band = 0 if self.then is None or getattr(row, self.field) is not None else 1
        return Cursor(band, getattr(row, self.bands[band].field), row.pk, number)

    def read(self, text, model) -> Cursor | None:
        """The place a text names; None where it names none, whatever it holds."""
        try:
            band, rest = text.split("~", 1)
            value, pk, number = rest.rsplit("~", 2)
            field = model._meta.get_field(self.bands[int(band)].field)
            cursor = Cursor(int(band), field.clean(value, None), int(pk), int(number))
        except (ValueError, IndexError, OverflowError, ValidationError):
            return None
        if isinstance(cursor.value, datetime) and is_naive(cursor.value):
            return None
        return cursor if cursor.band >= 0 and 0 < cursor.pk <= MOST and 0 < cursor.number <= MOST else None


class Beyond(Func):
    """(value, key) before or after that of a row, compared as a pair: both databases start their walk right there."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, band, value, pk):
        field = F(band.field)
        super().__init__(field, F("pk"), Value(value), Value(pk))
        self.sign = "<" if band.descending else ">"

    def as_sql(self, compiler, connection):
        (value, pk), parts = self._typed(connection), [compiler.compile(part) for part in self.source_expressions[:2]]
        sql = f"({parts[0][0]}, {parts[1][0]}) {self.sign} (%s, %s)"
        return sql, (*parts[0][1], *parts[1][1], value, pk)

    def _typed(self, connection):
        column, _, value, pk = self.source_expressions
        return column.target.get_db_prep_value(value.value, connection), pk.value


def _direction(expression, descending):
    return expression.desc() if descending else expression.asc()
