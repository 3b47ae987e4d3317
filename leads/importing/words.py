"""What the words of other systems mean here: statuses, ratings, industries, sources, people, pools, campaigns."""

import tomllib
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from hotcrm.pages.importing.unreadable import Unread
from hotcrm.pages.importing.values import Choice, folded
from hotcrm.people.models import User
from hotcrm.records.lead_words import meanings
from hotcrm.records.models import Industry, LeadSource, Vocabulary
from hotcrm.records.reach import Reach
from hotcrm.sales.models import PartnershipAgreement
from leads.models import Status
from leads.models.identity import Salutation
from leads.models.lifecycle import OPEN
from pools.models import Pool, administered, joined

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
LANGUAGES = ("en", "zh-hans")


def named(name: str, codes=()) -> list[tuple[str, str]]:
    """The words of a table with what they stand for; codes stand for themselves."""
    return [(code, code) for code in codes] + [
        (word, code) for code, words in WORDS.get(name, {}).items() for word in words
    ]


def labelled(choices) -> list[tuple[str, str]]:
    pairs = []
    for language in LANGUAGES:
        with translation.override(language):
            pairs += [(str(label), value) for value, label in choices]
    return pairs


def meant_by(vocabulary) -> dict[str, str]:
    """What its words for statuses mean, in every language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= meanings(vocabulary)
    return found


class StatusWord(Choice):
    """Our own words, those of the table, and what pages of another vocabulary show. Where a system means another thing
    by a word, its vocabulary is named. Closed outcomes are taken over by a history import alone: nothing jumps there
    otherwise."""

    def __init__(self, *, history: bool, vocabulary: str = ""):
        super().__init__([*meant_by(Vocabulary.HOTCRM).items(), *named("status", Status.values)])
        for other in Vocabulary:
            self.values = {folded(word): Status(status) for word, status in meant_by(other).items()} | self.values
        if vocabulary:
            self.values |= {folded(word): Status(status) for word, status in meant_by(vocabulary).items()}
        self.history = history

    def __call__(self, text):
        status = super().__call__(text)
        if status is None or self.history or status in OPEN:
            return status
        raise Unread(_("“%(value)s” is a closed status; only a history import takes it over.") % {"value": text[:60]})


def salutations() -> Choice:
    return Choice([*labelled(Salutation.choices), *named("salutation", Salutation.values)])


def ratings() -> Choice:
    return Choice(
        [*((str(stars), stars) for stars in range(6)), *((word, int(stars)) for word, stars in named("rating"))]
    )


def picklist(model, name: str) -> Choice:
    """Codes and labels of both languages first, then the words of other systems for codes that still exist."""
    rows = list(model.objects.all())
    codes = {row.code for row in rows}
    names = [(row.code, row.code) for row in rows]
    names += [(label, row.code) for row in rows for label in (row.label, row.label_zh) if label]
    own = Choice(names)
    foreign = [(word, code) for word, code in named(name) if code in codes and not own.knows(word)]
    return Choice([*names, *foreign])


def industries() -> Choice:
    return picklist(Industry, "industry")


def sources() -> Choice:
    return picklist(LeadSource, "lead_source")


def records_called(rows) -> Choice:
    """Rows of a picklist by code and by their labels in both languages."""
    rows = list(rows)
    names = [(row.code, row) for row in rows]
    return Choice([*names, *((label, row) for row in rows for label in (row.label, row.label_zh) if label)])


def agreements() -> Choice:
    return Choice((row.name, row) for row in PartnershipAgreement.objects.valid())


class PersonWord(Choice):
    """Somebody by username, e-mail address or full name; `by` may give leads to their own people only."""

    def __init__(self, *, by):
        people = User.objects.filter(partner_company__isnull=True)
        if by is not None and not by.is_crm_admin:
            people = people.filter(pk__in=Reach.of(by).me_and_below)
        people = list(people)
        super().__init__(
            [(person.username, person) for person in people]
            + [(person.email, person) for person in people if person.email]
            + [(name, person) for person in people for name in full_names(person)]
        )

    def __call__(self, text):
        person = super().__call__(text)
        if person is not None and not person.is_active:
            raise Inactive(_("%(person)s is not active.") % {"person": person})
        return person


class Inactive(Unread):
    """Known, and yet not to be given anything: never taken for a mere unknown word."""


def full_names(person) -> set[str]:
    first, last = person.first_name, person.last_name
    return {name for name in (f"{first} {last}".strip(), f"{last}{first}", f"{last}, {first}") if name.strip(", ")}


def pools(by) -> Choice:
    rows = pools_open_to(by)
    return Choice([(pool.slug, pool) for pool in rows] + [(pool.name, pool) for pool in rows])


def pools_open_to(by):
    """The pools a person may put leads into: those they administer or belong to; administrators all."""
    enabled = Pool.objects.filter(is_enabled=True)
    if by is None or by.is_crm_admin:
        return enabled
    reach = Reach.of(by)
    return enabled.filter(pk__in={*administered(reach), *joined(reach)})


def campaigns(by) -> Choice:
    rows = list(Campaign.objects.visible_to(by).only("code", "name"))
    return Choice([(row.code, row.pk) for row in rows] + [(row.name, row.pk) for row in rows])
