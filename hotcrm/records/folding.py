"""How typed words are compared: without case, width and surplus spaces."""

import unicodedata


def fold(text: str) -> str:
    """`globex  INDUSTRIES` and `Globex Industries` fold to the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
