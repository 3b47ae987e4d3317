"""Text that a spreadsheet would take for a formula, made harmless on the way out and restored on the way in.

One apostrophe is put before the cell, also where it already begins with apostrophes: so that taking one off is exact.
"""

import re
from collections.abc import Sequence

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
DEFUSED = re.compile(r"''*[=+\-@\t\r\n＝＋－＠]")
SUSPECT = re.compile("\0'*[=+\\-@\t\r\n＝＋－＠]")  # after the mark that stands before each text
SIGNS = frozenset("=+-@\t\r\n＝＋－＠")


def defused(text: str) -> str:
    first = text[:1]
    return "'" + text if first in SIGNS or (first == "'" and FORMULA.match(text)) else text


def all_defused(texts: Sequence[str]) -> Sequence[str]:
    """Most columns hold nothing that looks like a formula: one search through all of their texts says so."""
    return [defused(text) for text in texts] if SUSPECT.search("\0" + "\0".join(texts)) else texts


def restored(text: str) -> str:
    return text[1:] if DEFUSED.match(text) else text
