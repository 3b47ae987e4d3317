"""Which records a person sees: one definition, asked by lists, single records, counts, exports and verbs alike.

A model declares `branches(reach)`: the ways in which a record can come to be visible. Their union is the answer;
a long list may ask them one by one (see `hotcrm.pages.listing`), everything else asks the union.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _t

from .among import one_of
from .conditions import NOBODY_Q, holds
from .reach import Reach

EVERY = Q()


@dataclass(frozen=True)
class Branch:
    """One way to see a record: `field` is one of `values`, or, where no field says it, `q`. `why` tells the person.

    `halves` together hold for every record; a long list asks them one by one, since each has an index.
    `because` says `why` more closely: sentences, each with its condition, that together make up the branch.
    """

    why: str
    field: str | None = None
    values: tuple = ()
    q: Q | None = None
    also: Q = EVERY
    halves: tuple[Q, ...] = (EVERY,)
    because: Callable[[], Iterable[tuple[str, Q]]] | None = None

    def reasons(self) -> Iterable[tuple[str, Q]]:
        return self.because() if self.because else [(self.why, self.as_q())]

    def as_q(self) -> Q:
        if self.q is not None:
            return self.q & self.also
        if len(self.values) == 1:
            return Q((f"{self.field}", self.values[0])) & self.also
        return one_of(f"{self.field}", self.values) & self.also


def visible_q(model, user) -> Q:
    """The condition for a person to see a record of this model. Costs the queries of their reach, once a request."""
    if user is None:
        return Q()
    reach = Reach.of(user)
    always = model.seen_by_all_who_see(reach)
    branches = model.branches(reach)
    if branches is None:
        return always
    union = NOBODY_Q
    for branch in branches:
        union |= branch.as_q()
    return always & union


def sees(user, record) -> bool:
    """The same of one record that was just read; one's own costs no query."""
    reach, model = Reach.of(user), type(record)
    if not reach.is_partner and getattr(record, "owner_id", None) == user.pk:
        return bool(holds(model.seen_by_all_who_see(reach), record))
    seen = holds(visible_q(model, user), record)
    return model.objects.visible_to(user).filter(pk=record.pk).exists() if seen is None else seen


def reasons(user, record) -> list[str]:
    """Why this person sees a record that they see: all that hold, in words. At most one query beside their reach."""
    model = type(record)
    branches = model.branches(Reach.of(user))
    if branches is None:
        return [_t("Your role sees all")]
    found = [reason for branch in branches for reason in branch.reasons()]
    told = [holds(q, record) for _why, q in found]
    if open_ones := [number for number, answer in enumerate(told) if answer is None]:
        asked = [Case(When(found[number][1], then=Value(True)), default=Value(False)) for number in open_ones]
        answers = model._base_manager.filter(pk=record.pk).values_list(*asked).first() or ()
        for number, answer in zip(open_ones, answers, strict=False):
            told[number] = answer
    return [why for (why, _q), answer in zip(found, told, strict=True) if answer]


class RecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What this person may see; `None` stands for the system and sees all."""
        return self.filter(visible_q(self.model, user)).as_read_by(user)

    def as_read_by(self, user):
        """The same rows; what somebody may not read of a row that they see, a model leaves out here."""
        return self

    def showing(self, *names):
        """Of these rows those whose fields of these names, or any at all, are not kept from who reads them."""
        return self

    def editable_by(self, user):
        return self.filter(visible_q(self.model, user), self.model.editable_q(user))
