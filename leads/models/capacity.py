"""How many more open leads people may hold: by their own limit, and by that of a pool they do not administer."""

from collections import Counter

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _t

from hotcrm.people.models import User
from hotcrm.prepared import prepared
from hotcrm.records.refusals import Refused
from pools.models import Pool

from .lifecycle import OPEN, Status

OVER_LIMIT = 429  # the HTTP status of what is refused for being too much


class Rooms:
    """What these people hold, and what room that leaves them; leads are taken one by one with `take`.

    Two queries where some pool has a limit, one where only somebody has, none otherwise. `administrators`, pairs of
    person and pool, need not be asked where they are known; `always` counts what they hold without a limit too. A
    limit is exact only for who is locked.
    """

    def __init__(self, leads: QuerySet, people, pools=(), *, administrators=None, always=False):
        self.people = {person.pk: person for person in people}
        limited = [pool for pool in pools if pool is not None and pool.most_held]
        self.held: Counter = Counter()
        self.exempt: set[tuple[int, int]] = set(administrators or ())
        if limited and administrators is None:
            through = Pool.administrators.through.objects.filter(pool__in=limited, user__in=self.people)
            self.exempt = set(through.values_list("user", "pool"))
        if limited or always or any(person.holding_limit for person in self.people.values()):
            self._count(leads)

    def _count(self, leads):
        theirs = leads.filter(owner__in=self.people, status__in=OPEN).order_by()
        for person, pool, number in theirs.values_list("owner", "pool").annotate(number=Count("pk")):
            self.held[person, pool] += number
            self.held[person, None] += number if pool is not None else 0

    def held_by(self, person, pool=None) -> int:
        """How many open leads they hold, of this pool or altogether; known where there is a limit."""
        return self.held[person.pk, pool.pk if pool else None]

    def left_of_own(self, person) -> int | None:
        """By their own limit; None where there is none."""
        return _left(person.holding_limit, self.held_by(person))

    def left_in(self, person, pool) -> int | None:
        """By the pool's limit; None where there is none for them."""
        if pool is None or not pool.most_held or person.is_crm_admin or (person.pk, pool.pk) in self.exempt:
            return None
        return _left(pool.most_held, self.held_by(person, pool))

    def left(self, person, pool) -> int | None:
        """How many more of this pool's leads they may hold; None where nothing limits them."""
        limits = [left for left in (self.left_of_own(person), self.left_in(person, pool)) if left is not None]
        return min(limits, default=None)

    def refusal(self, person, pool, *, by=None) -> Refused | None:
        """Why they may hold no more of this pool's leads; said to themselves when it is `by` them."""
        if self.left_of_own(person) == 0:
            return own_limit_reached(person, self.held_by(person), by=by)
        if self.left_in(person, pool) == 0:
            return pool_limit_reached(person, pool, self.held_by(person, pool), by=by)
        return None

    def take(self, person, pool, *, by=None):
        """One more of this pool. Raises `Refused` where there is no room."""
        if refusal := self.refusal(person, pool, by=by):
            raise refusal
        self.held[person.pk, None] += 1
        if pool is not None:
            self.held[person.pk, pool.pk] += 1


def beyond_limits(leads: QuerySet, rows, *, by) -> dict[int, Refused]:
    """Which of these dictionaries of new leads would be more than their owner may hold, by their place in the list.

    Call it in the transaction that writes them: the owners are locked from here on.
    """
    owned = [(at, row["owner"], row.get("pool")) for at, row in enumerate(rows) if row.get("owner") and _is_open(row)]
    people = {owner.pk: owner for _at, owner, _pool in owned}
    if not people:
        return {}
    lock_people(people.values())
    rooms = Rooms(leads, people.values(), {pool for _at, _owner, pool in owned if pool})
    refused = {}
    for at, owner, pool in owned:
        try:
            rooms.take(people[owner.pk], pool, by=by)
        except Refused as refusal:
            refused[at] = refusal
    return refused


def _is_open(row) -> bool:
    return row.get("status", Status.NEW) in OPEN


def own_limit_reached(person, held, *, by=None) -> Refused:
    words = {"person": person, "held": held, "limit": person.holding_limit}
    said = (
        _t("You hold %(held)s of %(limit)s open leads: remaining 0.")
        if by is not None and by.pk == person.pk
        else _t("%(person)s holds %(held)s of %(limit)s open leads: remaining 0.")
    )
    return _over_limit(said % words, "holding_limit", held, person.holding_limit)


def pool_limit_reached(person, pool, held, *, by=None) -> Refused:
    words = {"person": person, "held": held, "limit": pool.most_held, "pool": pool}
    said = (
        _t("You hold %(held)s of %(limit)s open leads of %(pool)s: remaining 0.")
        if by is not None and by.pk == person.pk
        else _t("%(person)s holds %(held)s of %(limit)s open leads of %(pool)s: remaining 0.")
    )
    return _over_limit(said % words, "pool_limit", held, pool.most_held)


def _over_limit(said, code, held, limit) -> Refused:
    return Refused(said, code=code, status=OVER_LIMIT, facts={"limit": limit, "held": held, "left": 0})


def _left(limit, held) -> int | None:
    return None if limit is None else max(limit - held, 0)


def lock_people(people):
    """Whoever is about to hold more leads is locked and read again first, in the order of their keys: a limit is
    counted once at a time, and nobody who has just left is given anything."""
    for person in sorted(people, key=lambda person: person.pk):
        [(person.is_active, person.holding_limit)] = _locked(person.pk)


@prepared
def _locked(person):
    return User.objects.filter(pk=person).select_for_update(no_key=True).values_list("is_active", "holding_limit")
