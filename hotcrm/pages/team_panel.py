"""The people of a record on its page, with what may be done about each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hotcrm.records.models import TeamMember
from hotcrm.records.verbs import type_of

MOST = 50


@dataclass
class TeamPanel:
    """`url_of(record, verb, back=…)` gives the address of a verb, `is_open(verb)` says whether it may be used."""

    record: Any
    is_open: Callable[[str], bool]
    url_of: Callable[..., str]
    back: str

    @cached_property
    def members(self) -> list[TeamMember]:
        """One query."""
        places = TeamMember.objects.filter(type=type_of(self.record), object_id=self.record.pk)
        return list(places.select_related("user").order_by("pk")[:MOST])

    @property
    def rows(self):
        """(member, address to change the access, address to remove)."""
        return [(one, self._url("change_access", one), self._url("remove_from_team", one)) for one in self.members]

    @property
    def add_url(self) -> str:
        return self._url("add_to_team")

    def _url(self, verb, member=None) -> str:
        if not self.is_open(verb):
            return ""
        url = self.url_of(self.record, verb, back=self.back)
        return f"{url}&person={member.user_id}" if member else url
