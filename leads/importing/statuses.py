"""What an import will make of the words for statuses in a file, before it is started."""

from dataclasses import dataclass

from hotcrm.pages.importing.unreadable import Unread
from hotcrm.records.models import Vocabulary
from hotcrm.texts import Text
from leads.models import Status
from leads.models.lifecycle import OPEN

from .words import StatusWord


@dataclass(frozen=True)
class Meaning:
    """`becomes` is None where nobody knows the word; `elsewhere` names the vocabularies that mean something else."""

    word: str
    becomes: Status | None
    elsewhere: list[tuple[Vocabulary, Text]]

    @property
    def is_closed(self) -> bool:
        """Taken over by a history import alone."""
        return self.becomes is not None and self.becomes not in OPEN


def meanings_of(words: list[str]) -> list[Meaning]:
    readers = {one: StatusWord(history=True, vocabulary=one) for one in Vocabulary}
    found = []
    for word in words:
        read = {vocabulary: _read(reader, word) for vocabulary, reader in readers.items()}
        becomes = read.pop(Vocabulary.HOTCRM)
        found.append(
            Meaning(word, becomes, [(one, status.label) for one, status in read.items() if status != becomes])
        )
    return found


def _read(reader, word) -> Status | None:
    try:
        status = reader(word)
    except Unread:
        return None
    return Status(status) if status else None
