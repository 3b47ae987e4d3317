"""A row of a file becomes a member: who it names is enrolled, and what the file knows of them is taken over."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaigns.models import Campaign, MemberStatus
from hotcrm.pages.formulas import restored
from hotcrm.pages.importing.dates import DayOrder
from hotcrm.pages.importing.reading import Row
from hotcrm.pages.importing.running import Outcome, ReadRow
from hotcrm.pages.importing.unreadable import Unread, Unreadable

from .columns import LABELS, PERSON, reader_of
from .writing import write


class Column(NamedTuple):
    at: int
    header: str
    name: str
    read: Callable[[str], object]


class MemberRows:
    """Reads and writes the rows of one run. Its options: `campaign`, and whether those who are in are `update`d."""

    def __init__(self, run, *, by):
        self.campaign = Campaign.objects.editable_by(by).filter(pk=run.options.get("campaign")).first()
        self.update = bool(run.options.get("update"))
        zone, order = by.zone if by else timezone.get_default_timezone(), run.options.get("day_order", "")
        self.columns = [
            Column(at, header, name, self._reader(run.evidence, at, name, order, zone))
            for at, (header, name) in enumerate(zip(run.headers, run.mapping, strict=True))
            if name in LABELS
        ]

    def read(self, row: Row) -> ReadRow:
        values: dict = {}
        problems = [row.problem] if row.problem else []
        for column in self.columns:
            if text := restored(row.cells[column.at]).strip():
                try:
                    values.setdefault(column.name, column.read(text))
                except Unread as problem:
                    problems.append(f"{column.header}: {problem}")
        problems += self._doubts(values)
        if problems:
            raise Unreadable(" ".join(problems))
        name = next(name for name in PERSON if values.get(name))
        return ReadRow(row, values, key=(name, values[name]))

    def write(self, rows: list[ReadRow], *, by) -> Outcome:
        if self.campaign is None:
            gone = _("You may not add members to this campaign.")
            return Outcome(rejected=[(row.row, gone) for row in rows])
        return write(rows, self.campaign, by=by, update=self.update)

    def _reader(self, evidence, at, name, order, zone):
        order, comma = DayOrder(evidence["days"][at] or order), at in evidence["decimal_comma"]
        return reader_of(name, order=order, decimal_comma=comma, zone=zone)

    def _doubts(self, values):
        """What cannot be, though each value can. A day of response without a status means that they responded."""
        if not any(values.get(name) for name in PERSON):
            yield _("The row names nobody: neither a number, nor an external id, nor an e-mail address.")
        if group := values.get("group"):
            values["group"] = slugify(group, allow_unicode=True) or None
        if at := values.get("responded_at"):
            responses = self.campaign.responses if self.campaign else []
            if at > timezone.now():
                yield _("The response lies in the future.")
            if values.setdefault("status", MemberStatus.RESPONDED.value) not in responses:
                label = MemberStatus(values["status"]).label
                yield _("“%(status)s” is no response in this campaign, but a day of response is given.") % {
                    "status": label
                }
