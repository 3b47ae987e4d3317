"""When a verb is open, and who may use it, written once so that both Python and SQL can read it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.functional import lazy

from hotcrm.people.rights import may
from hotcrm.texts import Text

from .refusals import NotAllowed, Refused

LOOKUPS = {
    "exact": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "among": lambda value, wanted: value in wanted,
    "isnull": lambda value, wanted: (value is None) == wanted,
    "gt": lambda value, wanted: value is not None and value > wanted,
    "gte": lambda value, wanted: value is not None and value >= wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "lte": lambda value, wanted: value is not None and value <= wanted,
    "regex": lambda value, wanted: value is not None and re.search(wanted, value) is not None,
    "iexact": lambda value, wanted: value is not None and value.casefold() == wanted.casefold(),
    "icontains": lambda value, wanted: value is not None and wanted.casefold() in value.casefold(),
    "istartswith": lambda value, wanted: value is not None and value.casefold().startswith(wanted.casefold()),
}


@dataclass(frozen=True)
class When:
    """A state a record must be in. `refusal` is the sentence for when it is not, or a function of the record;
    `of_many` is the sentence for several records at once, where that is another one."""

    q: Q
    refusal: Text | Callable
    code: str = "wrong_state"
    of_many: Text | None = None

    def __and__(self, other):
        return AllOf((*_parts(self), *_parts(other)))

    def refusal_of(self, record) -> Refused | None:
        if holds(self.q, record):
            return None
        return Refused(_said_of(record, self.refusal) if callable(self.refusal) else self.refusal, code=self.code)


@dataclass(frozen=True)
class AllOf:
    """Several states at once; the first that does not hold gives the refusal."""

    parts: tuple[When, ...]

    @property
    def q(self) -> Q:
        return Q(*(part.q for part in self.parts))

    def __and__(self, other):
        return AllOf((*_parts(self), *_parts(other)))

    def refusal_of(self, record) -> Refused | None:
        return next((refusal for part in self.parts if (refusal := part.refusal_of(record))), None)


ALWAYS = AllOf(())


@dataclass(frozen=True)
class Who:
    """The people a verb is for: a function from a person's reach to the records they may use it on.

    CRM administrators may do everything; `refusal` is what everybody else outside reads. `right` is the one that their
    role must have.
    """

    q: Callable
    refusal: Text | None = None
    right: str | None = None

    def __or__(self, other):
        return Who(lambda reach: self.q(reach) | other.q(reach), other.refusal or self.refusal)

    def refusing(self, refusal: Text) -> "Who":
        """These people, and a sentence for everybody else that names all of them."""
        return Who(self.q, refusal)

    def holding(self, right, refusal=None) -> "Who":
        """Those of these people whose role has a right."""
        return Who(lambda reach: self.q(reach) if may(reach.user, right) else NOBODY_Q, refusal or self.refusal, right)

    def for_reach(self, reach) -> Q:
        """The records this person may use it on."""
        if reach.user.is_crm_admin:
            return EVERY_Q
        return NOBODY_Q if reach.user.only_reads else self.q(reach)

    def refused(self) -> Refused:
        return NotAllowed(self.refusal)


def exactly_one(*names: str) -> Q:
    """Of these relations one is set and the others are not: for a constraint."""
    return reduce(or_, (Q(**{f"{name}__isnull": name != one for name in names}) for one in names))


NOBODY_Q = Q(pk__in=())
EVERY_Q = Q(pk__isnull=False)
EVERYBODY = Who(lambda reach: EVERY_Q)
ADMINISTRATORS = Who(lambda reach: NOBODY_Q)


_said_of = lazy(lambda record, sentence: sentence(record), str)


def holds(q: Q, record) -> bool | None:
    """Whether a record fulfils a Q, asked of the object in hand and of nothing else.

    None where that cannot tell, because the Q looks into another table: only the database knows.
    """
    decisive, is_open = q.connector == Q.OR, False
    for child in q.children:
        answer = holds(child, record) if isinstance(child, Q) else _lookup_holds(child, record)
        if answer is decisive:
            return decisive != q.negated
        is_open |= answer is None
    return None if is_open else (not decisive) != q.negated


def names_in(q: Q) -> set[str]:
    """The first steps of the paths that a Q speaks of: names of fields and relations, and `pk`."""
    found: set[str] = set()
    child: Any
    for child in q.children:
        found |= names_in(child) if isinstance(child, Q) else {child[0].split("__")[0]}
    return found


def _lookup_holds(condition, record) -> bool | None:
    path, wanted = condition
    if isinstance(wanted, QuerySet):
        return None
    names, compare = _asked_by(path)
    return compare(_value(record, names), value_of(wanted, record) if isinstance(wanted, F) else wanted)


@cache
def _asked_by(path) -> tuple[tuple[str, ...], Callable]:
    """What a lookup reads and how it compares: asked of five hundred rows, it is taken apart once."""
    names = path.split("__")
    lookup = names.pop() if names[-1] in LOOKUPS else "exact"
    return tuple(names), LOOKUPS[lookup]


def value_of(expression: F, record):
    """What a path like F("industry__fit") leads to."""
    return _value(record, expression.name.split("__"))


def _value(record, names):
    for name in names:
        record = getattr(record, name, None) if record is not None else None
    return record


def _parts(condition):
    return condition.parts if isinstance(condition, AllOf) else (condition,)
