"""Whose turn it is in a pool that gives its leads away."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from django.db import OperationalError, models, transaction
from django.db.models import Count

from hotcrm.people.models import User
from hotcrm.records.locks import is_lock_trouble
from hotcrm.records.verbs import CHUNK
from pools.models import Pool, Routing
from pools.models.membership import members_of, plain_members_of

from .lifecycle import OPEN, Status

HOW = {Routing.ROUND_ROBIN: "round_robin", Routing.LEAST_LOADED: "least_loaded", Routing.DEFAULT_ASSIGNEE: "default"}


@dataclass(frozen=True)
class Turn:
    """Who gets the lead, what it becomes, and the facts that say why: codes, numbers and keys."""

    person: User
    status: str
    why: dict


class Rota:
    """The people who may be given leads of a pool now: members who are active, not absent and have room.

    Round robin goes by their keys, on from whoever was last; among the least loaded it is the turn of whoever has
    waited longest. What they hold is counted once and kept up here while a chunk is given away. Made under the locks
    that `rotas_of` takes; `save` leaves the place where it stands for the next.
    """

    def __init__(self, pool, people: Iterable[User], held: dict[int, "Held"]):
        self.pool, self.held, self.last = pool, held, pool.last_routed_id
        self.people = {person.pk: person for person in people if not person.is_absent()}
        self.turns, self.queue = count(), []
        for pk in sorted(self.people, key=lambda pk: (pk <= (self.last or 0), pk)):
            self._line_up(pk)

    @property
    def room(self) -> int:
        """For how many more leads there is room, as far as that matters: never more than a chunk."""
        return min(CHUNK, sum(self._room_of(pk) for pk in self.people))

    def next(self) -> Turn | None:
        """The next of them, or None when nobody is free."""
        if not self.queue:
            return None
        _load, _turn, pk = heappop(self.queue)
        turn = Turn(self.people[pk], self._status, self._why(pk))
        self.held[pk].take(self.pool.pk)
        self.last = pk
        self._line_up(pk)
        return turn

    def save(self):
        if self.last != self.pool.last_routed_id and self.pool.routing != Routing.DEFAULT_ASSIGNEE:
            Pool.objects.filter(pk=self.pool.pk).update(last_routed=self.last)
            self.pool.last_routed_id = self.last

    @property
    def _status(self):
        """A hot lead is being worked; what simply goes to the default assignee is assigned like any other."""
        is_default = self.pool.routing == Routing.DEFAULT_ASSIGNEE
        return self.pool.status_on_assign if is_default else Status.WORKING

    def _why(self, pk) -> dict:
        facts = {"how": HOW[self.pool.routing]}
        if self.pool.routing == Routing.ROUND_ROBIN and self.last:
            facts["after"] = self.last
        if self.pool.routing == Routing.LEAST_LOADED:
            facts["open"] = self.held[pk].open
        return facts

    def _line_up(self, pk):
        if self._room_of(pk):
            load = self.held[pk].open if self.pool.routing == Routing.LEAST_LOADED else 0
            heappush(self.queue, (load, next(self.turns), pk))

    def _room_of(self, pk) -> int:
        """Within the person's own limit and within that of the pool, which here holds for everybody."""
        own, here = self.people[pk].holding_limit, self.pool.most_held
        left_of_own = CHUNK if own is None else own - self.held[pk].open
        left_here = CHUNK if here is None else here - self.held[pk].here[self.pool.pk]
        return max(min(left_of_own, left_here), 0)


class Held:
    """How many open leads a person has, in all and by pool."""

    def __init__(self):
        self.open, self.here = 0, defaultdict(int)

    def take(self, pool, number=1):
        self.open += number
        self.here[pool] += number


def rotas_of(pools, leads: models.Manager) -> dict[int, Rota]:
    """A rota for each of these pools, with the pools and then their people locked: a place is given once, a limit
    counted once. Three queries and one for each pool. A pool that routes no more gets none."""
    locked = Pool.objects.filter(pk__in=[pool.pk for pool in pools]).select_for_update(no_key=True).order_by("pk")
    routed = [pool for pool in locked if pool.is_enabled and pool.routing != Routing.NONE]
    members = {pool.pk: set(_candidates(pool).values_list("pk", flat=True)) for pool in routed}
    everybody = User.objects.filter(pk__in=set().union(*members.values()), is_active=True)
    people = list(everybody.order_by("pk").select_for_update(no_key=True))
    held = _held_by(people, leads) if _is_counted(routed, people) else defaultdict(Held)
    return {
        pool.pk: Rota(pool, [person for person in people if person.pk in members[pool.pk]], held) for pool in routed
    }


def rotas_if_free(pools, leads) -> dict[int, Rota]:
    """The same; none where somebody else holds on to the locks for too long: a lead that comes in is not lost for
    that, it is given away later."""
    if not pools:
        return {}
    try:
        with transaction.atomic():
            return rotas_of(pools, leads)
    except OperationalError as error:
        if not is_lock_trouble(error):
            raise
        return {}


def _candidates(pool):
    if pool.routing == Routing.DEFAULT_ASSIGNEE:
        return members_of(pool).filter(pk=pool.default_assignee_id)
    return plain_members_of(pool)


def _is_counted(pools, people) -> bool:
    asked = any(pool.most_held is not None or pool.routing == Routing.LEAST_LOADED for pool in pools)
    return asked or any(person.holding_limit is not None for person in people)


def _held_by(people, leads) -> dict[int, Held]:
    held: dict[int, Held] = defaultdict(Held)
    rows = leads.filter(owner__in=people, status__in=OPEN).order_by()
    for owner, pool, number in rows.values_list("owner", "pool").annotate(number=Count("pk")):
        held[owner].take(pool, number)
    return held
