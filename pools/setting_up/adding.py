"""One more empty row in a table of a form that is being filled in: nothing is saved."""

import re

MOST_ROWS = 200
TABLE = re.compile(r"[a-z_]+(-\d{1,4}-conditions)?")


def with_another_row(data):
    """What was sent, with one more row in the table that the button `more` named."""
    table, data = data.get("more", ""), data.copy()
    total = f"{table}-TOTAL_FORMS"
    if TABLE.fullmatch(table) and data.get(total, "").isdecimal():
        data[total] = str(min(int(data[total]) + 1, MOST_ROWS))
    return data
