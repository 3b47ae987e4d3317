"""The verb: the one way in which the state of a record changes.

`@verb(label, when=…, who=…)` on a method of a model makes `record.method(by=user, …)`. Every call does the same:
one transaction; lock and re-read; ask *when* and *who*; act; write what changed; tell it in an Event.
The body only changes `self`; it may call another verb of `self`, which then joins the same transaction. A body that
must write rows of its own does so in a savepoint, so that a refusal leaves none of them.

For many: `Model.method.apply(pks, by=user, …)` with at most 500 keys: the same predicates, rows locked in the order
of their keys, a constant number of queries, and a result for every record.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, reduce
from itertools import compress
from operator import and_, is_not
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, models, transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from .among import one_of
from .conditions import ADMINISTRATORS, ALWAYS, Who, holds, names_in
from .locks import is_lock_trouble
from .models.event import Event
from .reach import Reach
from .refusals import NotFound, Occupied, Refused
from .saving import add_rows, save_rows
from .telling import Told, tell_people
from .visibility import visible_q

CHUNK = 500
LARGEST_KEY = 2**63 - 1
UNTOLD = object()  # what a body returns when nothing happened that is worth an Event


def verb(
    label,
    *,
    when=ALWAYS,
    who: Who | Callable[[Any], Who] = ADMINISTRATORS,
    locks=None,
    plan=None,
    bounds=None,
    unseen=None,
    reads=None,
    at_once=CHUNK,
    icon="",
    danger=False,
    backstage=False,
):
    """Make a method a verb. `locks(pks, by, **kwargs)` takes what must be locked before the records themselves;
    `plan(rows, by, **kwargs)` prepares once a chunk what the body then reads from its argument `plan`;
    `bounds(rows, by)` gives, for buttons and previews, what keeps this person from it beside *when* and *who*: the
    conditions as `rules()`, and as `beyond(rows)` how many would be too many. It is the body that keeps to them.
    `who` may be a function of the model, where a trait that several share asks each about its own;
    `unseen(row, by)` may say more than "not found" of a row that this person does not see (any more).
    A verb that changes nothing of the record, but for rows beside it, names the columns its body `reads`: no others
    are fetched, and nothing is compared. Where little is done to each, it may take more records `at_once` than others.
    A `backstage` verb has no button: nobody is asked who they are, its caller has seen to that."""
    return lambda act: Verb(
        act, label, when, who, locks, plan, bounds, unseen, reads, at_once, icon, danger, backstage
    )


class Verb:
    def __init__(self, act, label, when, who, locks, plan, bounds, unseen, reads, at_once, icon, danger, backstage):
        self.act, self.label, self.when, self.who = act, label, when, who
        self.locks, self.plan, self.bounds, self.unseen = locks, plan, bounds, unseen
        self.reads, self.at_once = reads, at_once
        self.backstage = backstage
        self.icon, self.danger = icon, danger
        self.name = act.__name__
        self.__doc__ = act.__doc__

    def who_of(self, model) -> Who:
        return self.who if isinstance(self.who, Who) else self.who(model)

    def __get__(self, record, model=None):
        return BoundVerb(self, type(record) if record is not None else model, record)


@dataclass
class Results:
    """What became of each record a verb was asked for; `before` holds what each field it changed was."""

    done: list = field(default_factory=list)
    refused: list[tuple[Any, Refused]] = field(default_factory=list)
    returned: dict = field(default_factory=dict)
    before: dict[Any, dict[str, Any]] = field(default_factory=dict)


@dataclass
class BoundVerb:
    verb: Verb
    model: type[models.Model]
    record: models.Model | None = None

    do_not_call_in_templates = True  # a template that names a verb wants its label, not the deed

    @property
    def who(self) -> Who:
        return self.verb.who_of(self.model)

    def __getattr__(self, name):
        return getattr(self.verb, name)

    @property
    def label(self):
        return self.model.called(self.verb)

    def __call__(self, *, by, **kwargs):
        """Do it to this one record. Raises `Refused`; returns what the body returned."""
        record = self.record
        if acting := record.__dict__.get("_acting"):
            return acting.join(self.verb, record, kwargs)
        results = self.apply([record.pk], by=by, **kwargs)
        if results.refused:
            raise results.refused[0][1]
        if self.verb.reads is None:
            record.__dict__.pop("hidden_here", None)
            record.__dict__.update(results.done[0].__dict__)
        return results.returned.get(record.pk)

    def apply(self, pks, *, by, occasion="", **kwargs) -> Results:
        """Do it to as many of these records as may be, and say why not to the others. At most 500 keys a call, unless
        the verb takes more.

        Calls of the same `occasion` belong together: they tell a person once (see `hotcrm.records.telling`).
        """
        pks = sorted(set(pks))
        if len(pks) > self.verb.at_once:
            raise ValueError(f"A verb takes at most {self.verb.at_once} records at once; make chunks of {len(pks)}.")
        try:
            with transaction.atomic():
                results = Acting(self.verb, self.model, by, kwargs, occasion).run(pks)
        except OperationalError as error:
            if not is_lock_trouble(error):
                raise
            return Results(refused=[(pk, Occupied()) for pk in pks])
        for record in results.done:
            record.keep_from(by)
        return results


class Acting:
    """One application of a verb, inside its transaction."""

    def __init__(self, verb, model, by, kwargs, occasion):
        self.verb, self.model, self.by, self.kwargs, self.occasion = verb, model, by, kwargs, occasion
        self.who, self.type_id = verb.who_of(model), type_of(model).pk
        self.events, self.told, self.also, self.gone = [], [], defaultdict(list), defaultdict(list)
        self.results = Results()

    def run(self, pks) -> Results:
        self.locked = self.verb.locks(pks, self.by, **self.kwargs) if self.verb.locks else None
        rows = self._locked(pks)
        self.now = timezone.now()  # not before: whoever had these records while we waited for them was earlier
        asker = None if self.verb.backstage else self.by
        may = who_may(rows, asker, {self.verb.name: self.who})
        self.results.refused += [(pk, self._unseen(pk, rows)) for pk in pks if pk not in may]
        rows = [row for row in rows if row.pk in may]
        open_rows = [row for row in rows if self._is_open(row, may[row.pk])]
        if self.verb.plan and open_rows:
            self.kwargs = {**self.kwargs, "plan": self.verb.plan(open_rows, self.by, **self.kwargs)}
        changes = {row.pk: fields for row in open_rows if (fields := self._act(row)) is not None}
        self._write([row for row in open_rows if row.pk in changes], changes)
        return self.results

    def join(self, verb, record, kwargs):
        """A verb called by another verb's body: same record, same transaction, same actor, an Event of its own."""
        if refusal := verb.when.refusal_of(record):
            raise refusal
        before = _snapshot(record)
        if verb.plan:
            kwargs = {**kwargs, "plan": verb.plan([record], self.by, **kwargs)}
        returned = verb.act(record, by=self.by, **kwargs)
        if returned is not UNTOLD:
            self._tell(verb, record, before, _changed(before, record), kwargs)
        return returned

    def _locked(self, pks):
        pks = [pk for pk in pks if pk <= LARGEST_KEY]  # SQLite cannot even be asked for a larger one
        rows = self.model._base_manager.filter(one_of("pk", pks)).select_for_update(of=("self",))
        if self.verb.reads is not None:
            return list(rows.only(*self._columns()).order_by("pk"))
        if len(pks) > 1:
            rows = list(rows.order_by("pk"))
            _read_relations(self.model, rows)
            return rows
        rows = list(rows.select_related(*self.model.read_with_lock).order_by())
        for row in rows:
            _forget_former_relations(row)
        return rows

    def _columns(self) -> set[str]:
        """What the body reads, and what is asked of a row before and after it: when, who, and who sees what of it."""
        asked = [self.verb.when.q]
        if self.by is not None:
            asked += [visible_q(self.model, self.by), self.who.for_reach(Reach.of(self.by))]
        named = {name for q in asked for name in names_in(q)}
        own = {name: field for field in self.model._meta.concrete_fields for name in (field.name, field.attname)}
        return {"pk", "version", *self.verb.reads, *self.model.read_to_keep, *(own.keys() & named)}

    def _unseen(self, pk, rows) -> Refused:
        row = next((row for row in rows if row.pk == pk), None)
        more = self.verb.unseen(row, self.by) if self.verb.unseen and row else None
        return more or NotFound()

    def _is_open(self, row, may) -> bool:
        refusal = self.verb.when.refusal_of(row) if may[self.verb.name] else self.who.refused()
        if refusal:
            self.results.refused.append((row.pk, refusal))
        return refusal is None

    def _act(self, row) -> set[str] | None:
        """Run the body; the names of the fields it changed, or None when it refused."""
        before = _snapshot(row) if self.verb.reads is None else {}
        events, told = len(self.events), len(self.told)
        wanted = {model: len(objects) for model, objects in self.also.items()}
        row._acting = self
        try:
            returned = self.verb.act(row, by=self.by, **self.kwargs)
        except Refused as refusal:
            del self.events[events:], self.told[told:]
            for model, objects in self.also.items():
                del objects[wanted.get(model, 0) :]
            self.results.refused.append((row.pk, refusal))
            return None
        finally:
            del row.__dict__["_acting"]
        self.results.done.append(row)
        changed = _changed(before, row)
        if returned is not UNTOLD:
            self._tell(self.verb, row, before, changed, self.kwargs)
            self.results.returned[row.pk] = returned
        self.results.before[row.pk] = {name: before[name] for name in changed}
        return changed

    def _tell(self, verb, record, before, changed, kwargs):
        data = {name: [_plain(before[name]), _plain(record.__dict__[name])] for name in record.told if name in changed}
        if fields := sorted(changed.difference(record.told, record.untold)):
            data["fields"] = fields
        for name in ("reason", "note"):
            if kwargs.get(name):
                data[name] = _plain(kwargs[name])
        data |= record.__dict__.pop("_tell", {})
        told = {"verb": verb.name, "at": self.now, "data": data, "object_id": record.pk}
        self.events.append(Event(by_id=self.by and self.by.pk, type_id=self.type_id, **told))

    def _write(self, rows, changes):
        moved = [row for row in rows if changes[row.pk]]
        derived = self.model.derive(moved, at=self.now)
        for row in moved:
            row.version += 1
            row.updated_at = self.now
            changes[row.pk] |= {"version", "updated_at", *derived.get(row.pk, ())}
        save_rows(self.model, moved, changes)
        add_rows(Event, self.events)
        for model, objects in self.also.items():
            if self.verb.reads is None:
                model.objects.bulk_create(objects)
            else:
                add_rows(model, objects)
        for model, pks in self.gone.items():
            model._base_manager.filter(pk__in=pks).delete()
        self.model.settle(moved, changes, by=self.by)
        tell_people(self.told, by=self.by, at=self.now, occasion=self.occasion)


def also(record, *objects):
    """Rows a body wants written with its change: created together, once a chunk."""
    for one in objects:
        record._acting.also[type(one)].append(one)


def without(record, *objects):
    """Rows a body wants deleted, which may be the record itself: together, once a chunk. It cannot refuse any more."""
    for one in objects:
        record._acting.gone[type(one)].append(one.pk)


def inform(record, kind, *people, said="", key="", mail=True, **data):
    """Whom a body wants told of its change, in the product and by e-mail, once a chunk (see `hotcrm.records.telling`).

    `data` are codes, numbers and names of places that the words of this kind speak of; `said` is what somebody said
    to them. `key` makes it one that is told once, whatever comes after; without `mail` it stays in the product.
    """
    record._acting.told += [Told(kind, person, record, data, said, key, mail) for person in people]


def tell(record, **data):
    """Facts a body adds to its Event: codes and ids, never personal values."""
    record.__dict__.setdefault("_tell", {}).update(data)


def moment(record):
    """The instant of the change a body belongs to: the same for every record of a chunk, so that one UPDATE does."""
    return record._acting.now


@cache
def verbs_of(model) -> dict[str, BoundVerb]:
    """The verbs of a model by name, in the order of their definition, but for those without a button."""
    found = {}
    for cls in reversed(model.__mro__):
        for name, value in vars(cls).items():
            if isinstance(value, Verb) and not value.backstage:
                found[name] = BoundVerb(value, model)
    return found


def verbs_for(rows, user, names=None) -> dict[Any, dict[str, Refused | None]]:
    """For each record: its verbs, each with the refusal that stands in the way, or None. At most one query for all,
    beside those of the bounds of a verb."""
    if not rows:
        return {}
    model: Any = type(rows[0])
    verbs = {name: v for name, v in verbs_of(model).items() if names is None or name in names}
    may = who_may(rows, user, {name: v.who for name, v in verbs.items()})
    whens = {name: _when_within_bounds(v, rows, user) for name, v in verbs.items()}
    return {
        row.pk: {
            name: whens[name].refusal_of(row) if may.get(row.pk, {}).get(name) else v.who.refused()
            for name, v in verbs.items()
        }
        for row in rows
    }


def _when_within_bounds(verb, rows, user):
    bounds = verb.bounds(rows, user) if verb.bounds else None
    return reduce(and_, bounds.rules(), verb.when) if bounds else verb.when


def who_may(rows, user, whos: dict[str, Who]) -> dict[Any, dict[str, bool]]:
    """Which of these records this person sees, and which of the named doors stand open to them.

    Asked of the rows in hand; one query for those of them that do not tell (somebody may be on their team).
    """
    if not rows:
        return {}
    if user is None or user.is_crm_admin:
        return {row.pk: dict.fromkeys(whos, True) for row in rows}
    reach, model = Reach.of(user), type(rows[0])
    doors = {id(who): who.for_reach(reach) for who in whos.values()}  # many verbs share a door: each is asked once
    asked = [visible_q(model, user), *doors.values()]
    told = {row.pk: [holds(q, row) for q in asked] for row in rows}
    if unsure := [pk for pk, (seen, *open_to) in told.items() if seen is not False and None in (seen, *open_to)]:
        told |= _ask_database(model, user, unsure, doors.values())
    visible = {pk: dict(zip(doors, open_to, strict=True)) for pk, (seen, *open_to) in told.items() if seen}
    return {pk: {name: answers[id(who)] for name, who in whos.items()} for pk, answers in visible.items()}


def _ask_database(model, user, pks, doors) -> dict[Any, list[bool]]:
    asked = [Case(When(door, then=Value(True)), default=Value(False)) for door in doors]
    found = model.objects.visible_to(user).filter(pk__in=pks).values_list("pk", Value(True), *asked)
    return dict.fromkeys(pks, [False] * (1 + len(doors))) | {pk: answers for pk, *answers in found}


def type_of(model) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _read_relations(model, rows):
    """What many rows have in common is read once, and is one and the same for all of them."""
    for name in model.read_with_lock if rows else ():
        field = model._meta.get_field(name)
        keys = {row.__dict__[field.attname] for row in rows} - {None}
        found = field.related_model._base_manager.in_bulk(keys)
        for row in rows:
            field.set_cached_value(row, found.get(row.__dict__[field.attname]))


def _forget_former_relations(row):
    """PostgreSQL gives who waited for a lock the row's new values, but what it was joined with before the wait."""
    for name in row.read_with_lock:
        related, key = row._state.fields_cache.get(name), getattr(row, row._meta.get_field(name).attname)
        if (related.pk if related is not None else None) != key:
            row._state.fields_cache.pop(name, None)


def _snapshot(record) -> dict:
    return record.__dict__.copy()


def _changed(before, record) -> set[str]:
    now, model = record.__dict__, cast(Any, type(record))
    others = compress(before, map(is_not, before.values(), map(now.get, before)))
    return {name for name in others if now.get(name) != before[name]} & _attnames(model)


@cache
def _attnames(model) -> frozenset[str]:
    return frozenset(field.attname for field in model._meta.concrete_fields)


def _plain(value):
    if isinstance(value, models.Model):
        return value.pk
    return value if value is None or isinstance(value, str | int | bool) else str(value)
