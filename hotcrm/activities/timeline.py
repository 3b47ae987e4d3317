"""Everything that happened to a record, in one list: what people did, and what changed. Newest first."""

from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateField, Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotcrm.activities.mentions import marked_up, told_by
from hotcrm.activities.models import Activity, ActivityKind, Attachment, Comment
from hotcrm.people.models import User
from hotcrm.records.models import Access, Event, Picklist
from hotcrm.records.verbs import verbs_of

PAGE = 25
CHANGES, COMMENTS = "changes", "comments"
PEOPLE = ("person", "after")  # facts of an event that are keys of people
UNSHOWN = ("log", "comment", "edit_comment")  # the activity or comment itself stands for it
WORDS = {
    "create": pgettext_lazy("event", "Created"),
    "edit": _("Edited"),
    "task_done": _("Task done"),
    "task_reopened": _("Task reopened"),
    "delete_comment": _("Comment deleted"),
    "attach": _("Files added"),
    "detach": _("File removed"),
    "add_to_team": _("Added to the team"),
    "change_access": _("Access changed"),
    "remove_from_team": _("Removed from the team"),
}
ICONS = {
    "create": "plus",
    "task_done": "square-check",
    "task_reopened": "rotate",
    "delete_comment": "message-x",
    "detach": "file-x",
}


class Timeline:
    """One page of it. `show` narrows it to a kind of activity or to changes; `before` is the cursor of an older page.

    `words` gives a label to a verb whose own is a command ("Claim" → "Claimed"), `reasons` the picklist a verb's
    reason comes from, `notes` by verb what makes a sentence of the other facts its events keep: a function of these
    and of one that names a person. Nine queries or fewer, however long the history is.
    """

    def __init__(self, record, *, show="", before="", words=None, reasons=None, notes=None):
        self.record, self.show, self.notes = record, show, notes or {}
        self.before = Cursor.read(before)
        self.words, self.reasons = {**WORDS, **(words or {})}, reasons or {}

    @cached_property
    def entries(self):
        return self._found[:PAGE]

    @cached_property
    def older(self) -> str:
        """The cursor of the next, older page; empty when this is the last."""
        return Cursor.write(self.entries[-1]) if len(self._found) > PAGE else ""

    @property
    def days(self):
        """The entries, day by day in the reader's time zone."""
        for day, entries in groupby(self.entries, key=lambda entry: timezone.localtime(entry.at).date()):
            yield day, list(entries)

    @cached_property
    def kinds(self):
        return list(ActivityKind.objects.offered())

    @cached_property
    def _found(self):
        entries = [*self._activities(), *self._comments(), *self._events()]
        entries.sort(key=lambda entry: entry.place, reverse=True)
        entries = entries[: PAGE + 1]
        self._name(entries)
        self._mark_up(entries)
        return entries

    def _activities(self):
        if self.show in (CHANGES, COMMENTS):
            return []
        type = ContentType.objects.get_for_model(self.record)
        found = Activity.objects.filter(links__type=type, links__object_id=self.record.pk)
        if self.show:
            found = found.filter(kind=self.show)
        found = found.filter(self._older_than(Done.rank, "links__at")).order_by("-links__at", "-pk")
        found = found.select_related("kind", "result", "by")[: PAGE + 1]
        return [Done(activity, is_shown=not self.record.hidden_here) for activity in found]

    def _comments(self):
        if self.show and self.show != COMMENTS:
            return []
        found = Comment.objects.about(self.record).filter(self._older_than(Said.rank, "links__at"))
        return [Said(comment) for comment in found.select_related("by")[: PAGE + 1]]

    def _events(self):
        if self.show and self.show != CHANGES:
            return []
        found = Event.objects.about(self.record).exclude(verb__in=UNSHOWN)
        found = found.filter(self._older_than(Change.rank, "at")).select_related("by")
        return [Change(event, self.record, self.words) for event in found[: PAGE + 1]]

    def _older_than(self, rank, at) -> Q:
        if self.before is None:
            return Q()
        moment, cursor_rank, pk = self.before
        earlier = Q(**{f"{at}__lt": moment})
        if rank == cursor_rank:
            return earlier | Q(**{at: moment}, pk__lt=pk)
        return earlier | Q(**{at: moment}) if rank < cursor_rank else earlier

    def _name(self, entries):
        """Give names to the ids and codes that events keep: one query for each model they point to."""
        changes = [entry for entry in entries if isinstance(entry, Change)]
        wanted: dict = {}
        for change in changes:
            for model, pk in change.pointers(self.reasons):
                wanted.setdefault(model, set()).add(pk)
        names = {
            (model, record.pk): str(record)
            for model, pks in wanted.items()
            for record in model._base_manager.filter(pk__in=pks)
        }
        for change in changes:
            change.name(names, self.reasons)
            change.explain(names, self.notes)

    def _mark_up(self, entries):
        """Show who was told by the texts. Two queries, or none where nobody is named."""
        told = told_by({entry.source: entry.text for entry in entries if entry.text})
        for entry in entries:
            entry.text = marked_up(entry.text, told.get(entry.source, {}))


class Cursor:
    """A place in the timeline: instant, rank of the source, key."""

    @staticmethod
    def write(entry) -> str:
        at, rank, pk = entry.place
        return f"{at.isoformat()}~{rank}~{pk}"

    @staticmethod
    def read(text: str):
        try:
            at, rank, pk = text.split("~")
            moment = datetime.fromisoformat(at)
            return (moment, int(rank), int(pk)) if moment.tzinfo and len(pk) < 19 else None
        except ValueError:
            return None


class Done:
    """An activity on the timeline; what was written down of it only where all of the record is shown."""

    rank = 2
    is_change = False

    def __init__(self, activity, *, is_shown=True):
        self.activity, self.at, self.by = activity, activity.at, activity.by
        self.icon = self.kind = activity.kind_id
        self.title, self.text, self.result = activity.kind, activity.body if is_shown else "", activity.result
        self.is_withheld = bool(activity.body) and not is_shown
        self.source = f"activity:{activity.pk}"

    @property
    def place(self):
        return self.at, self.rank, self.activity.pk


class Said:
    """A comment on the timeline."""

    rank = 3
    is_change = False
    icon = kind = "comment"
    title, result = _("Comment"), None

    def __init__(self, comment):
        self.comment, self.at, self.by, self.text = comment, comment.at, comment.by, comment.text
        self.source = f"comment:{comment.pk}"

    @property
    def place(self):
        return self.at, self.rank, self.comment.pk


class Change:
    """An event on the timeline: the verb, and what went from where to where. Typed values stay unnamed."""

    rank = 1
    is_change = True
    kind = "system"
    text = source = ""

    def __init__(self, event, record, words):
        self.event, self.at, self.by, self.record = event, event.at, event.by, record
        model: Any = type(record)
        verb = verbs_of(model).get(event.verb)
        self.icon = ICONS.get(event.verb) or (verb.icon if verb and verb.icon else "history")
        self.title = words.get(event.verb) or (verb.label if verb else event.verb)
        self.note = ""
        self.moves, self.reason, self.fields = [], "", self._labels(event.data.get("fields", ()))
        self.files: list = []

    @property
    def place(self):
        return self.at, self.rank, self.event.pk

    def pointers(self, reasons):
        for _name, field, values in self._told():
            if field.is_relation:
                yield from ((field.related_model, value) for value in values if value is not None)
        yield from ((Attachment, pk) for pk in self.event.data.get("files", ()))
        yield from ((User, self.event.data[name]) for name in PEOPLE if name in self.event.data)
        if (reason := self.event.data.get("reason")) and (model := reasons.get(self.event.verb)):
            yield model, reason

    def name(self, names, reasons):
        for _name, field, values in self._told():
            if self.event.verb == "create" and values == [None, None]:
                continue
            before, after = (self._word(field, value, names) for value in values)
            self.moves.append((field.verbose_name, before, after))
        if "person" in self.event.data:
            accesses = dict(Access.choices)
            before, after = (str(accesses.get(code, "")) for code in self.event.data["access"])
            self.moves.append((names.get((User, self.event.data["person"]), _t("gone")), before, after))
        files = () if self.record.hidden_here else self.event.data.get("files", ())
        self.files = [names.get((Attachment, pk), _t("gone")) for pk in files]
        reason = self.event.data.get("reason", "")
        model = reasons.get(self.event.verb)
        self.reason = names.get((model, reason), reason) if model and issubclass(model, Picklist) else reason

    def explain(self, names, notes):
        if make := notes.get(self.event.verb):
            self.note = make(self.event.data, lambda pk: names.get((User, pk), _t("gone")))

    def _told(self):
        by_attname = {field.attname: field for field in self.record._meta.concrete_fields}
        for name, values in self.event.data.items():
            if name in by_attname and isinstance(values, list) and len(values) == 2:
                yield name, by_attname[name], values

    def _labels(self, attnames):
        by_attname = {
            field.attname: field.verbose_name
            for model in (*self.record.parts, type(self.record))
            for field in model._meta.concrete_fields
            if field.editable
        }
        return [by_attname[name] for name in attnames if name in by_attname]

    @staticmethod
    def _word(field, value, names):
        if value is None or value == "":
            return ""
        if field.is_relation:
            return names.get((field.related_model, value), _t("gone"))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, DateField) and (day := parse_date(str(value)[:10])):
            return date_format(day)
        return str(value)
