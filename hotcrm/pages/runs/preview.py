"""What a verb would do to a selection, counted before anybody is asked to confirm: how many it can be done to, and
why not to the others. The database counts; nothing is read."""

from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value
from django.db.models import When as Fulfilled
from django.utils.translation import gettext as _

from hotcrm.records.conditions import When
from hotcrm.records.reach import Reach
from hotcrm.records.verbs import BoundVerb

CAP = 10_000  # records; beyond it the answer would take longer than anybody waits


@dataclass(frozen=True)
class Preview:
    """`reasons` are (sentence, number) of those it cannot be done to; `is_capped`: more than were counted."""

    selected: int
    possible: int
    reasons: list[tuple[str, int]]
    is_capped: bool

    @property
    def impossible(self) -> int:
        return self.selected - self.possible


def preview(verb: BoundVerb, rows: QuerySet, user, *, missing: int = 0, rules: tuple[When, ...] = ()) -> Preview:
    """`missing` is the number of records that were asked for by key and are not there for this person; `rules` are
    asked beside those of the verb."""
    bounds = verb.bounds(None, user) if verb.bounds else None
    conditions, sentences = conditions_of(verb, user, (*rules, *(bounds.rules() if bounds else ())))
    fulfilled = [
        Fulfilled(Q(*conditions[:count]), then=Value(count)) for count in range(len(conditions), 0, -1)
    ]  # the longest row of conditions that holds says which is the first that does not
    chosen = verb.model._base_manager.filter(pk__in=rows.order_by().values("pk")[: CAP + 1])
    counted = dict(
        chosen.annotate(fulfilled=Case(*fulfilled, default=Value(0)))
        .values_list("fulfilled")
        .annotate(number=Count("pk"))
        .order_by()
    )
    selected, possible = sum(counted.values()), counted.pop(len(conditions), 0)
    reasons = [(sentences[which], number) for which, number in sorted(counted.items())]
    if bounds and possible:
        beyond = bounds.beyond(chosen.filter(*conditions))
        possible -= sum(number for _sentence, number in beyond)
        reasons += beyond
    if missing:
        reasons.append((_("Not found."), missing))
    return Preview(min(selected, CAP) + missing, min(possible, CAP), reasons, selected > CAP)


def conditions_of(verb, user, rules=()):
    """Who and when, in the order in which they are asked, each with the sentence for when it does not hold."""
    who = verb.who.for_reach(Reach.of(user))
    parts = (*getattr(verb.when, "parts", (verb.when,)), *rules)
    return [who, *(part.q for part in parts)], [verb.who.refused().message, *map(sentence_of, parts)]


def sentence_of(part) -> str:
    """A refusal that speaks of one record is said of many by its code, unless it has words for that."""
    if part.of_many is not None:
        return str(part.of_many)
    if not callable(part.refusal):
        return str(part.refusal)
    of_many = {"taken": _("They belong to somebody already."), "wrong_state": _("Their status does not allow it.")}
    return of_many.get(part.code, _("They are not fit for this."))
