"""A verb as a button of a record's page: its words, its address, and why it may be closed."""

from dataclasses import dataclass
from typing import Any

from hotcrm.records.refusals import Refused


@dataclass(frozen=True)
class Button:
    verb: Any
    refusal: Refused | None
    url: str
    asks: bool = False  # whether a click opens a form first

    has_page = False

    @property
    def name(self) -> str:
        return self.verb.name

    @property
    def label(self):
        return self.verb.label

    @property
    def icon(self) -> str:
        return self.verb.icon

    @property
    def danger(self) -> bool:
        return self.verb.danger
