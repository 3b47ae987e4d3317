"""What the first rows of a table prove about its columns: the order of day and month, the decimal sign."""

import itertools
from collections import Counter

from .dates import DayOrder, day_order_of, is_ambiguous
from .numbers import says_decimal_comma
from .reading import Table
from .values import is_nothing

ROWS_ASKED = 2_000
ROWS_SHOWN = 5
MOST_WORDS = 30
LONGEST_WORD = 60  # letters


def evidence_of(table: Table) -> dict:
    """Plain data to be kept with the run. Reads the first rows of the table and with that uses it up."""
    rows = list(itertools.islice(table, ROWS_ASKED))
    columns = list(zip(*(row.cells[: len(table.headers)] for row in rows), strict=True)) or [()] * len(table.headers)
    return {
        "rows": [row.cells for row in rows[:ROWS_SHOWN]],
        "days": [day_order_of(values).value for values in columns],
        "unclear_days": [at for at, values in enumerate(columns) if is_unclear(values)],
        "decimal_comma": [at for at, values in enumerate(columns) if uses_decimal_comma(values)],
        "words": [words_of(values) for values in columns],
    }


def words_of(values) -> list[str]:
    """The different values of a column that has only a few, the commonest first; none where each row has its own."""
    counted = Counter(value.strip()[:LONGEST_WORD] for value in values if not is_nothing(value))
    return [word for word, _ in counted.most_common()] if len(counted) <= MOST_WORDS else []


def is_unclear(values) -> bool:
    return day_order_of(values) is DayOrder.UNKNOWN and any(map(is_ambiguous, values))


def uses_decimal_comma(values) -> bool:
    proofs = [proof for proof in map(says_decimal_comma, values) if proof is not None]
    return bool(proofs) and all(proofs)
