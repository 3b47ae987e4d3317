"""Words that stand nowhere else: each says of which thing, and of which of its fields, it is."""

import re
import string

from django.db import models

WORD = re.compile(r"qz[a-z]{5}|49309\d{6}|(?<!\d)88\d{7}(?!\d)", re.IGNORECASE)
DIGITS = {"phone": "+49309{:06}", "mobile": "+49309{:06}", "tin": "88{:07}"}
FORMS = {
    "email": "{}@canary.example",
    "website": "https://{}.example",
    "address": "{}@canary.example",
    "domain": "{}.example",
}


class Canaries:
    def __init__(self):
        self.named: dict[str, tuple[str, str]] = {}  # by word: (thing, field)

    def new(self, thing: str, field: str) -> str:
        """A value for this field."""
        number = len(self.named) + 1
        text = DIGITS[field].format(number) if field in DIGITS else spelt(number)
        self.named[text.lstrip("+")] = (thing, field)
        return FORMS.get(field, "{}").format(text)

    def of_fields(self, thing: str, model, *, but=()) -> dict:
        """A value for every text of a model that is not one of a few choices."""
        return {
            field.name: self.new(thing, field.name)
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and field.editable
            and not field.choices
            and not field.primary_key
            and field.name not in but
        }

    def in_text(self, text: str) -> set[str]:
        return {word for found in WORD.findall(text) if (word := found.lower()) in self.named}

    def words(self, thing: str, *fields: str) -> list[str]:
        return [word for word, (of, field) in self.named.items() if of == thing and (not fields or field in fields)]


def spelt(number: int) -> str:
    number, letters = number * 98_947 % 26**5, ""  # neighbours shall not begin alike
    for _ in range(5):
        number, letter = divmod(number, 26)
        letters += string.ascii_lowercase[letter]
    return f"qz{letters}"
