"""Sums of money that are true to the cent on every database."""

from decimal import Decimal

from django.db.models import Sum, TextField

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
HALF = 20  # bits


class SumOfMoney(Sum):
    """The sum of a column of money; nothing where there is nothing to add.

    SQLite keeps amounts as floating point and would add them as such. There whole cents are added, their upper and
    their lower bits apart, so that neither sum runs over.
    """

    IN_CENTS = "CAST(ROUND(%(expressions)s * 100) AS INTEGER)"
    ON_SQLITE = f"SUM({IN_CENTS} >> {HALF}) || ' ' || SUM({IN_CENTS} & {(1 << HALF) - 1})"

    def __init__(self, column):
        super().__init__(column, output_field=TextField())

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection, template=self.ON_SQLITE)

    def get_db_converters(self, connection):
        return [read]


def read(value, expression, connection) -> Decimal:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        upper, lower = map(int, value.split())
        return Decimal((upper << HALF) + lower).scaleb(-2)
    return value.quantize(CENT)
