"""The sections of a record's page: which fields stand in each, and how they are shown."""

from dataclasses import dataclass
from typing import Any

from hotcrm.texts import Text


@dataclass(frozen=True)
class Section:
    slug: str
    label: Text
    fields: tuple[str, ...]  # what a person may edit
    on_create: bool = True  # whether it stands open on an empty form


@dataclass(frozen=True)
class Shown:
    """A field as it stands on the page. `extra` is what its kind needs beside the value."""

    name: str
    label: str
    value: Any
    kind: str
    extra: Any = None
    is_editable: bool = True
    is_wide: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value in (None, "", [], {}) or (self.kind == "stars" and not self.value)


@dataclass(frozen=True)
class ShownSection:
    section: Section
    fields: list[Shown]

    @property
    def filled(self) -> int:
        return sum(not field.is_empty for field in self.fields if field.kind not in ("flag", "hidden"))

    @property
    def full(self) -> list[Shown]:
        shown = (field for field in self.fields if not field.is_empty and field.kind != "hidden")
        return [field for field in shown if field.kind != "flag" or field.value]

    @property
    def kept_back(self) -> list[Shown]:
        """What this reader may not read yet."""
        return [field for field in self.fields if field.kind == "hidden"]

    @property
    def missing(self) -> list[Shown]:
        """What a person could still fill in."""
        return [field for field in self.fields if field.is_empty and field.is_editable]

    @property
    def is_open(self) -> bool:
        return bool(self.filled or self.kept_back)
