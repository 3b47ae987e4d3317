"""By what records are found, beside their names."""


def phone_key(phone: str) -> str:
    """A number's digits from its end: who knows its last digits finds it, however it was typed."""
    return "".join(letter for letter in phone if letter in "0123456789")[::-1]
