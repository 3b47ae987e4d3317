"""A query over leads with so many expressions that building it takes longer than asking: built once, asked often."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from .engagement import COUNTED_FOR

# Stand in a compiled query for what is filled in at each call.
THESE = RawSQL("these leads", (), output_field=models.BooleanField())
NOW, NO_TIME = datetime(1971, 1, 1, tzinfo=UTC), timedelta()


@dataclass(frozen=True)
class Compiled:
    """`queryset` looks at engagement as of NOW; its rows are tuples."""

    sql: str
    params: tuple

    @classmethod
    def of(cls, queryset) -> "Compiled":
        return cls(*_with_numbers_written_out(*queryset.filter(THESE).query.sql_with_params()))

    def rows(self, pks: Iterable[int] | None) -> list[tuple]:
        """The rows of these leads, or, of a `range`, of all whose keys lie in it; None: of all there are."""
        now = timezone.now()
        moved = {_adapted(NOW - age): _adapted(now - age) for age in (NO_TIME, COUNTED_FOR)}
        with connection.cursor() as cursor:
            cursor.execute(self.sql.replace("these leads", _condition(pks)), [moved.get(p, p) for p in self.params])
            return cursor.fetchall()


def _with_numbers_written_out(sql, params) -> tuple[str, tuple]:
    """Drivers take longer over hundreds of parameters than over all the rest."""
    words = iter(sql.split("%s"))
    text, kept = next(words), []
    for word, param in zip(words, params, strict=True):
        is_number = isinstance(param, int) and not isinstance(param, bool)
        text += (f"{param:d}" if is_number else "%s") + word
        kept += [] if is_number else [param]
    return text, tuple(kept)


def _condition(pks) -> str:
    if pks is None:
        return "1 = 1"
    if isinstance(pks, range):
        return f"leads_lead.id >= {pks.start:d} AND leads_lead.id < {pks.stop:d}"
    return f"leads_lead.id IN ({', '.join(f'{pk:d}' for pk in pks) or 'NULL'})"


def _adapted(instant):
    return connection.ops.adapt_datetimefield_value(instant)
