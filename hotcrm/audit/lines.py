"""The audit in words: of each entry what it is about, and what else is known."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User
from hotcrm.records.models import Record

from .kinds import Area
from .models import AuditEntry

LABELS = {
    "access": _("access"),
    "as": _("on behalf of"),
    "code": _("code"),
    "command": _("command"),
    "export": _("export"),
    "fields": _("fields"),
    "filters": _("filters"),
    "format": _("format"),
    "known": _("the name is known"),
    "like": _("like"),
    "method": _("method"),
    "person": _("person"),
    "route": _("page"),
    "rows": _("rows"),
    "said": _("log"),
    "view": _("view"),
    "what": _("what"),
    "whole": _("complete"),
}
TONES = {
    Area.SEEN: "grey",
    Area.TAKEN_OUT: "amber",
    Area.RIGHTS: "violet",
    Area.SIGNING_IN: "blue",
    Area.ADMINISTRATION: "teal",
    Area.REFUSED: "red",
}
MOST_LISTED = 6
PEOPLE = ("person", "as")


@dataclass(frozen=True)
class Line:
    entry: AuditEntry
    target: str
    url: str
    details: list[tuple[str, str]]

    @property
    def tone(self) -> str:
        return TONES[Area(self.entry.area)]

    @property
    def key(self) -> str:
        """How the filter names the record."""
        entry = self.entry
        return f"{entry.type.model}:{entry.object_id}" if entry.object_id else ""


def lines_of(found: list[AuditEntry], user) -> list[Line]:
    """A query for each kind of thing they are about, and one for the people they name."""
    targets, people = targets_of(found, user), people_of(found)
    lines = []
    for one in found:
        target = targets.get((one.type_id, one.object_id))
        lines.append(Line(one, name_of(one, target), url_of(target), details_of(one.data, people)))
    return lines


def targets_of(found, user) -> dict:
    """What they are about, as far as this person may see it."""
    wanted = defaultdict(set)
    for one in found:
        if one.object_id is not None:
            wanted[one.type].add(one.object_id)
    targets = {}
    for content_type, keys in wanted.items():
        if model := content_type.model_class():
            is_record = issubclass(model, Record)
            rows = model.objects.visible_to(user) if is_record else model._default_manager.all()
            targets |= {(content_type.pk, key): row for key, row in rows.in_bulk(keys).items()}
    return targets


def people_of(found) -> dict[int, User]:
    keys = {one.data[name] for one in found for name in PEOPLE if isinstance(one.data.get(name), int)}
    return User.objects.in_bulk(keys) if keys else {}


def name_of(one: AuditEntry, target) -> str:
    if one.type is None:
        return ""
    model = one.type.model_class()
    if one.object_id is None:
        return capfirst(str(model._meta.verbose_name_plural)) if model else one.type.model
    kind = capfirst(str(model._meta.verbose_name)) if model else one.type.model
    return f"{kind} {one.object_id}" if target is None else f"{kind}: {target}"


def url_of(target: Any) -> str:
    """Records have pages; a part of one, such as a qualification, has none."""
    address = getattr(target, "get_absolute_url", None)
    return address() if address and isinstance(target, Record) else ""


def details_of(data: dict[str, Any], people) -> list[tuple[str, str]]:
    """(name, value) in words, in a fixed order."""
    plain = {name: value for name, value in data.items() if name not in ("changes", "rows") or isinstance(value, int)}
    told = [(str(LABELS.get(name, name)), in_words(name, value, people)) for name, value in sorted(plain.items())]
    told += [(name, moved(*values)) for name, values in (data.get("changes") or {}).items()]
    for row in data["rows"] if isinstance(data.get("rows"), list) else ():
        told.append((f"{row['model']} {row['what']}", ", ".join(row.get("fields", ()))))
        told += [(f"{row['model']}.{name}", moved(*values)) for name, values in row.get("changes", {}).items()]
    return [(name, words) for name, words in told if words]


def in_words(name, value, people) -> str:
    if name in PEOPLE:
        return str(people.get(value, value))
    if name == "access":
        return moved(*value)
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    return listed(value) if isinstance(value, list) else str(value)


def listed(values) -> str:
    """The first of many, and how many there are; the file has them all."""
    words = ", ".join(map(str, values[:MOST_LISTED]))
    return f"{words} … ({len(values)})" if len(values) > MOST_LISTED else words


def moved(before, after) -> str:
    return f"{plainly(before)} → {plainly(after)}"


def plainly(value) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    return "–" if value in (None, "") else str(value)
