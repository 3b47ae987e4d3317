"""A row of a file becomes the values of a lead."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from hotcrm.pages.formulas import restored
from hotcrm.pages.importing.dates import DayOrder
from hotcrm.pages.importing.names import split_name
from hotcrm.pages.importing.reading import Row
from hotcrm.pages.importing.running import Outcome, ReadRow
from hotcrm.pages.importing.unreadable import Unread, Unreadable
from hotcrm.sales.models import Product, SalesDirection
from leads.models import ContactLevel, DecisionLevel, Lead, Procurement, Status, Terms
from leads.models.lifecycle import OWNED_ONLY
from leads.models.reachability import e164

from . import words
from .columns import NAMES, ONLY_IN_HISTORY, reader_of
from .writing import write

# A word of another system, or a number that cannot be one, is no reason to turn a lead away: it is kept in the notes.
PICKED = {
    "direction": SalesDirection,
    "product": Product,
    "procurement": Procurement,
    "decision_level": DecisionLevel,
    "contact_level": ContactLevel,
    "terms": Terms,
}
LENIENT = {
    *PICKED,
    "agreement",
    "industry",
    "lead_source",
    "rating",
    "owner",
    "pool",
    "campaign",
    "salutation",
    "phone",
    "mobile",
    "tin",
}
MAKES_A_LEAD = ("first_name", "middle_name", "last_name", "company", "email", "phone", "mobile") + (
    "linkedin",
    "wechat",
    "social_other",
)
ATTNAMES = {"industry": "industry_id", "lead_source": "lead_source_id", "campaign": "campaign_id"}


class Column(NamedTuple):
    at: int
    header: str
    field: str
    read: Callable[[str], object]


@dataclass
class Reading:
    """One row on its way: what was understood, what stays in the notes, what stands in the way."""

    values: dict = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, column: Column, text: str):
        try:
            value = column.read(text)
        except words.Inactive as problem:
            self.problems.append(f"{column.header}: {problem}")
        except Unread as problem:
            if column.field in LENIENT:
                self.keep(column.header, text)
            else:
                self.problems.append(f"{column.header}: {problem}")
        else:
            self.put(column, text, value)

    def put(self, column: Column, text: str, value):
        if value is None:
            return
        if column.field == "fax" or self.values.setdefault(column.field, value) != value:
            self.keep(column.header, text)

    def keep(self, header: str, text: str):
        self.kept.append(f"{header}: {text}")


class LeadRows:
    """Reads and writes the rows of one run. The lists of words are looked up once."""

    def __init__(self, run, *, by):
        options = run.options
        self.history, self.extra = options.get("history", False), options.get("extra", False)
        self.mode, self.key = options.get("mode", "create"), options.get("key") or ""
        self.defaults, self.headers = Defaults(options, by), run.headers
        self.columns = self._columns(run, by)
        self.others = [
            (at, header)
            for at, (header, name) in enumerate(zip(run.headers, run.mapping, strict=True))
            if self.extra and name not in NAMES
        ]

    def read(self, row: Row) -> ReadRow:
        reading = Reading(problems=[row.problem] if row.problem else [])
        for column in self.columns:
            if text := restored(row.cells[column.at]).strip():
                reading.take(column, text)
        for at, header in self.others:
            if text := restored(row.cells[at]).strip():
                reading.keep(header, text)
        self._complete(reading)
        if reading.problems:
            raise Unreadable(" ".join(reading.problems))
        values = {ATTNAMES.get(name, name): value for name, value in reading.values.items()}
        return ReadRow(row, values, self._key(values), bool(reading.kept))

    def write(self, rows: list[ReadRow], *, by) -> Outcome:
        return write(rows, by=by, key=self.key, mode=self.mode, defaults=self.defaults, history=self.history)

    def _columns(self, run, by) -> list[Column]:
        evidence = run.evidence
        zone = by.zone if by else timezone.get_default_timezone()
        own: dict[str, Callable] = {
            "status": lambda: words.StatusWord(history=self.history, vocabulary=run.options.get("vocabulary", "")),
            "rating": words.ratings,
            "salutation": words.salutations,
            "industry": words.industries,
            "lead_source": words.sources,
            "owner": lambda: words.PersonWord(by=by),
            "pool": lambda: words.pools(by),
            "campaign": lambda: words.campaigns(by),
            "agreement": words.agreements,
            **{name: partial(words.records_called, model.objects.all()) for name, model in PICKED.items()},
        }
        columns = []
        for at, (header, name) in enumerate(zip(run.headers, run.mapping, strict=True)):
            if name not in NAMES or (name in ONLY_IN_HISTORY and not self.history):
                continue
            order = DayOrder(evidence["days"][at] or run.options.get("day_order", ""))
            comma = at in evidence["decimal_comma"]
            read = own[name]() if name in own else reader_of(name, order=order, decimal_comma=comma, zone=zone)
            columns.append(Column(at, header, name, read))
        return columns

    def _complete(self, reading: Reading):
        values = reading.values
        if (whole := values.pop("full_name", None)) and not (values.get("first_name") or values.get("last_name")):
            self._split(reading, whole)
        values.pop("fax", None)
        if reading.kept:
            values["notes"] = "\n".join(filter(None, [values.get("notes"), *reading.kept]))
        if not any(values.get(name) for name in MAKES_A_LEAD) and self.mode == "create":
            reading.problems.append(
                _("A lead needs at least one of name, company, e-mail, phone, mobile or social contact.")
            )
        owner = values.get("owner") or self.defaults.owner
        if values.get("status") in OWNED_ONLY and owner is None:
            values["status"] = Status.NEW

    def _split(self, reading: Reading, whole: str):
        for name, part in split_name(whole)._asdict().items():
            limit = Lead._meta.get_field(name).max_length
            if limit is not None and len(part) > limit:
                reading.problems.append(
                    _("A part of the name is longer than %(length)s characters.") % {"length": limit}
                )
            elif part:
                reading.values.setdefault(name, part)

    def _key(self, values: dict):
        if not self.key:
            return None
        value = values.get(self.key)
        return e164(value) or value if value and self.key in ("phone", "mobile") else value


class Defaults:
    """Where a new lead goes that names no place itself."""

    def __init__(self, options, by):
        self.owner = words.User.objects.filter(pk=options.get("owner")).first() if options.get("owner") else None
        self.pool = words.Pool.objects.filter(pk=options.get("pool")).first() if options.get("pool") else None
        self.campaign_id = options.get("campaign")
        self.lead_source_id = "import"
