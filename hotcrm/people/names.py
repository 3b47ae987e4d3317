"""How a person's name is put together."""

import unicodedata


def is_east_asian(text: str) -> bool:
    """Whether Chinese, Japanese or Korean letters stand in it."""
    return any(unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")) for letter in text)


def full_name(first: str, middle: str, last: str) -> str:
    """First, middle and last name; surname first and without spaces for East Asian names."""
    if is_east_asian(last or first):
        return f"{last}{middle}{first}"
    return " ".join(part for part in (first, middle, last) if part)
