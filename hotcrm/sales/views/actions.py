"""Verbs of records as buttons, and their addresses."""

from urllib.parse import quote

from hotcrm.pages.buttons import Button

WORDS = {"plan_task": "task"}  # where the address is another word than the method
VERBS = {word: name for name, word in WORDS.items()}


def word_of(name: str) -> str:
    return WORDS.get(name, name.replace("_", "-"))


def name_of(word: str) -> str:
    return VERBS.get(word, word.replace("-", "_"))


def url_of(record, name: str, *, back: str = "") -> str:
    """The address of a verb for one record; `back` is where one returns to."""
    url = f"{record.get_absolute_url()}{word_of(name)}/"
    return f"{url}?next={quote(back)}" if back else url


def button_of(record, verb, refusal, back: str, *, asks: bool) -> Button:
    return Button(verb, refusal, url_of(record, verb.name, back=back), asks=asks)


def may_create(user) -> bool:
    """Accounts, contacts and opportunities are made by those who sell."""
    return user.sells
