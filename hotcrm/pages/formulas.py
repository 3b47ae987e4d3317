"""Text that a spreadsheet would take for a formula, made harmless on the way out and restored on the way in.

One apostrophe is put before the cell, also where it already begins with apostrophes: so that taking one off is exact.
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
DEFUSED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")
FIRST = frozenset("'=+-@\t\r\n＝＋－＠")


def defused(text: str) -> str:
    return "'" + text if text[:1] in FIRST and FORMULA.match(text) else text


def restored(text: str) -> str:
    return text[1:] if DEFUSED.match(text) else text
