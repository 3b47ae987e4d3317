"""Verbs of accounts, contacts and opportunities as buttons, and their addresses."""

from urllib.parse import quote

from django.urls import reverse

from hotcrm.pages.buttons import Button
from hotcrm.sales.forms import VERB_FORMS

WORDS = {"plan_task": "task"}  # where the address is another word than the method
VERBS = {word: name for name, word in WORDS.items()}
ASKS_FIRST = ("win",)  # asks for no value, and still is not done by one click


def word_of(name: str) -> str:
    return WORDS.get(name, name.replace("_", "-"))


def name_of(word: str) -> str:
    return VERBS.get(word, word.replace("-", "_"))


def asks(name: str) -> bool:
    """Whether a click opens a form or a question, and the deed comes after it."""
    return name in VERB_FORMS or name in ASKS_FIRST


def url_of(record, name: str, *, back: str = "") -> str:
    """The address of a verb for one record; `back` is where one returns to."""
    url = reverse(f"{record._meta.model_name}_verb", args=[record.pk, word_of(name)])
    return f"{url}?next={quote(back)}" if back else url


def button_of(record, verb, refusal, back: str) -> Button:
    return Button(verb, refusal, url_of(record, verb.name, back=back), asks=asks(verb.name))


def may_create(user) -> bool:
    """Accounts, contacts and opportunities are made by those who sell."""
    return user.sells
