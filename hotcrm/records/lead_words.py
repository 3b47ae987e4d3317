"""What the states of a lead, and what is done with it, are called in each vocabulary (PRODUCT 3).

The one place where such a word is looked up. Labels are promises: as text they are the word of the vocabulary that is
in force by then, in the language of whoever reads. Where a vocabulary has no word of its own, ours is used.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hotcrm.texts import Text

from .models.policy import Vocabulary
from .vocabulary import in_force, lazily

BESIDE = " · "
BETWEEN = " / "

# Some words speak of a part of a status only: of new leads nobody's or somebody's, of unqualified ones the dropped.
UNASSIGNED, PENDING, DISQUALIFIED, DROPPED = "unassigned", "pending", "disqualified", "dropped"
PARTS = {"new": (UNASSIGNED, PENDING), "unqualified": (DISQUALIFIED, DROPPED)}
STATUS_OF = {part: status for status, parts in PARTS.items() for part in parts}

OURS: dict[str, Text] = {
    "new": _("New"),
    "working": _("Working"),
    "nurturing": _("Nurturing"),
    "qualified": _("Qualified"),
    "unqualified": _("Unqualified"),
    "converted": _("Converted"),
    "discarded": _("Discarded"),
}
OUR_PARTS: dict[str, Text] = {UNASSIGNED: _("Unassigned"), PENDING: _("Pending")}

IN_PROGRESS = pgettext_lazy("ShareCRM", "In Progress")
ASSIGNED = pgettext_lazy("SimpleOne", "Assigned")
STATES: dict[str, dict[str, Text]] = {
    Vocabulary.SHARECRM: {
        UNASSIGNED: pgettext_lazy("ShareCRM", "Unassigned"),
        PENDING: pgettext_lazy("ShareCRM", "Pending"),
        "working": IN_PROGRESS,
        "nurturing": IN_PROGRESS,
        "qualified": IN_PROGRESS,
        "unqualified": pgettext_lazy("ShareCRM", "Invalid"),
        "converted": pgettext_lazy("ShareCRM", "Converted"),
    },
    Vocabulary.SIMPLEONE: {
        PENDING: ASSIGNED,
        "working": ASSIGNED,
        "nurturing": ASSIGNED,
        "qualified": ASSIGNED,
        DISQUALIFIED: pgettext_lazy("SimpleOne", "Disqualified"),
        DROPPED: pgettext_lazy("SimpleOne", "Dropped"),
        "converted": OURS["qualified"],
    },
    Vocabulary.CLASSIC: {
        "qualified": OURS["working"],
        "unqualified": pgettext_lazy("classic", "Dead"),
    },
}


class Deed(NamedTuple):
    """What an action is called: on its button, and in the history once it is done."""

    label: Text
    told: Text


ACTIONS: dict[str, dict[str, Deed]] = {
    Vocabulary.SHARECRM: {
        "return_to_pool": Deed(pgettext_lazy("ShareCRM", "Return"), pgettext_lazy("ShareCRM", "Returned")),
        "reclaim": Deed(pgettext_lazy("ShareCRM", "Reclaim"), pgettext_lazy("ShareCRM", "Reclaimed")),
        "work": Deed(pgettext_lazy("ShareCRM", "Process"), pgettext_lazy("ShareCRM", "Processing began")),
        "disqualify": Deed(pgettext_lazy("ShareCRM", "Mark invalid"), pgettext_lazy("ShareCRM", "Marked invalid")),
        "convert": Deed(pgettext_lazy("ShareCRM", "Convert Lead"), pgettext_lazy("ShareCRM", "Lead converted")),
        "log": Deed(pgettext_lazy("ShareCRM", "Add sales activity"), pgettext_lazy("ShareCRM", "Sales activity")),
    },
    Vocabulary.SIMPLEONE: {
        # Its "Qualify" makes the opportunity: it is our conversion, and our own step of that name needs another word.
        "qualify": Deed(
            pgettext_lazy("SimpleOne", "Mark as qualified"), pgettext_lazy("SimpleOne", "Marked qualified")
        ),
        "convert": Deed(
            format_lazy("{}{}{}", _("Qualify"), BESIDE, _("Convert")),
            format_lazy("{}{}{}", _("Qualified"), BESIDE, _("Converted")),
        ),
    },
}


def status_label(status: str) -> Text:
    """Of a status where no lead is at hand: it names all its parts, such as "Unassigned / Pending"."""
    return lazily(lambda: words_in_force()[status])


def part_label(part: str) -> Text:
    """Of a part where one chooses among them: ours where the vocabulary does not tell it apart."""
    return lazily(lambda: words_in_force()[part] if tells_apart(part) else str(OUR_PARTS[part]))


def state_word(state: str) -> str:
    """Of one lead's state (see `state_of`)."""
    return words_in_force()[state]


def state_of(lead) -> str:
    """The part of its status that a lead is in, else its status."""
    if lead.status == "new":
        return UNASSIGNED if lead.owner_id is None else PENDING
    if lead.status == "unqualified":
        return DROPPED if lead.unqualified_reason_id == DROPPED else DISQUALIFIED
    return lead.status


def tells_apart(part: str) -> bool:
    """Whether the vocabulary in force has another word for this part than for the rest of its status."""
    words = words_in_force()
    return len({words[other] for other in PARTS[STATUS_OF[part]]}) > 1


def action_label(name: str, own: Text) -> Text:
    return lazily(lambda: str(deed.label if (deed := deed_of(name)) else own))


def action_told(name: str, own: Text) -> Text:
    return lazily(lambda: str(deed.told if (deed := deed_of(name)) else own))


def deed_of(name: str) -> Deed | None:
    return ACTIONS.get(in_force(), {}).get(name)


def words_in_force() -> dict[str, str]:
    return words(in_force(), get_language())


@cache
def words(vocabulary: str, language: str | None) -> dict[str, str]:
    """What every status and every part is called, in the language that is active and named."""
    said = {state: str(text) for state, text in _said(vocabulary)}
    found = {state: said[state] + _beside(said, [state]) for state in said}
    for status, parts in PARTS.items():
        found[status] = BETWEEN.join(dict.fromkeys(said[part] for part in parts)) + _beside(said, parts)
    return found


def meanings(vocabulary: str) -> dict[str, str]:
    """Which status the words of a vocabulary stand for, in the active language: as pages show them, and by themselves
    where they say which status it is."""
    shown = {word: STATUS_OF.get(state, state) for state, word in words(vocabulary, get_language()).items()}
    alone: dict[str, set[str]] = {}
    for state, text in _said(vocabulary):
        alone.setdefault(str(text), set()).add(STATUS_OF.get(state, state))
    return shown | {word: status for word, (status, *others) in alone.items() if not others}


def _said(vocabulary) -> Iterator[tuple[str, Text]]:
    theirs = STATES.get(vocabulary, {})
    for status, ours in OURS.items():
        for state in PARTS.get(status, (status,)):
            yield state, theirs.get(state) or theirs.get(status) or ours


def _beside(said: dict[str, str], states) -> str:
    """Our own word, where those of these states do not say which status is meant."""
    status = STATUS_OF.get(states[0], states[0])
    words, ours = {said[state] for state in states}, str(OURS[status])
    others = {word for state, word in said.items() if STATUS_OF.get(state, state) != status}
    others |= {str(own) for other, own in OURS.items() if other != status}
    return f"{BESIDE}{ours}" if words & others and ours not in words else ""
