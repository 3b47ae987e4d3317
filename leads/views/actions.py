"""A verb as a button: its words, its address, and why it may be closed."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import BoundVerb
from leads.forms.verbs import VERB_FORMS

WORDS = {"return_to_pool": "return", "plan_task": "task"}  # where the address is another word than the method
VERBS = {word: name for name, word in WORDS.items()}


OWN_PAGE = ("convert",)  # too much for a dialog
SURE = ("undo_conversion", "delete_for_good")  # asks for no value, and still is not done by one click


@dataclass(frozen=True)
class Action:
    verb: BoundVerb
    refusal: Refused | None
    url: str

    @property
    def name(self):
        return self.verb.name

    @property
    def label(self):
        return self.verb.label

    @property
    def icon(self):
        return self.verb.icon

    @property
    def asks(self) -> bool:
        """Whether it needs a form, so that a click opens one."""
        return self.name in VERB_FORMS or self.name in SURE

    @property
    def has_page(self) -> bool:
        return self.name in OWN_PAGE

    @property
    def danger(self):
        return self.verb.danger


def word_of(name: str) -> str:
    return WORDS.get(name, name.replace("_", "-"))


def name_of(word: str) -> str:
    return VERBS.get(word, word.replace("-", "_"))


def url_of(lead, name: str, *, back: str = "") -> str:
    """The address of a verb for one lead; `back` is where one returns to."""
    url = reverse("lead_verb", args=[lead.pk, word_of(name)])
    return f"{url}?next={quote(back)}" if back else url
