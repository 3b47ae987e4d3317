"""Reading a page of a big table: a few rows from the front of each branch's index, merged.

`visible_to` alone would make the database walk or sort everything a person sees. Each branch of it (my people's, my
pools', my team's) has an index in the order of the list, so the page is the first rows of each of them, merged in one
statement. Whoever sees the records of many people finds most pages sooner among the next rows of all, so that is
tried first. What comes out equals `visible_to`; the tests hold the two against each other.
"""

from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from django.db.models import Q

from hotcrm.records.among import one_of
from hotcrm.records.reach import Reach
from hotcrm.records.visibility import EVERY, Branch, visible_q

from .arms import among_the_next, count, count_each, counts_in, front_of, grouped

CAP = 1_000  # nobody needs to know whether it is 1,240 or 1,250; the database would count for seconds
MANY = 20  # people or pools above which the next rows of all are tried first …
FEW = 4_000  # rows: who sees fewer is counted by reading them once
TRIED = 10  # … ten times as many as are wanted


@dataclass(frozen=True)
class Pin:
    """What every row wanted has in common: `field` is one of `values`. The narrowest way in, where there is one."""

    field: str
    values: tuple

    @property
    def q(self) -> Q:
        return one_of(self.field, self.values)

    @property
    def branches(self) -> tuple[Branch, ...]:
        return (Branch("", self.field, self.values),)

    def meet(self, other: "Pin | None") -> "Pin":
        """Both at once. Of two fields the first is kept: the other's condition must stand in the rows as well."""
        if other is None or other.field != self.field:
            return self
        return Pin(self.field, tuple(value for value in self.values if value in set(other.values)))


@dataclass(frozen=True)
class Ways:
    """Several narrow ways in at once: every row wanted is one of this branch or of that."""

    branches: tuple[Branch, ...]

    @property
    def q(self) -> Q:
        return reduce(or_, (branch.as_q() for branch in self.branches))

    def meet(self, other: Pin | None) -> "Ways":
        """The other's condition must stand in the rows as well."""
        return self


@dataclass
class Selection:
    """The rows of a list for one person, in an order.

    `rows` is a queryset with all conditions but visibility and `pin`; `known` is what follows from them for every row
    (such as {"owner__isnull": False}), so that branches which cannot hold any are not asked. `related` is read along.
    """

    rows: object
    user: object
    order: object
    pin: Pin | Ways | None = None
    known: dict = field(default_factory=dict)
    related: tuple[str, ...] = ()

    def all(self):
        """All of it as a queryset, for bulk runs and exports."""
        rows = self.rows.visible_to(self.user)
        return rows.filter(self.pin.q) if self.pin else rows

    def first(self, limit) -> list:
        return self._rows(self.order.bands, None, limit)

    def after(self, cursor, limit) -> list:
        return self._rows(self.order.bands, cursor, limit)

    def before(self, cursor, limit) -> list:
        """The rows right before a place, nearest first."""
        return self._rows([band.reversed() for band in self.order.bands], cursor, limit, backwards=True)

    def count(self, cap=CAP) -> int:
        """How many there are, up to one more than `cap`."""
        return count(self._front(self.rows, self.order.bands[0], cap + 1, ordered=False))

    def count_before(self, cursor, cap=CAP) -> int:
        counted = 0
        for number, band in enumerate(self.order.bands[: cursor.band + 1]):
            rows = self.rows.filter(band.q)
            if number == cursor.band:
                rows = rows.filter(band.reversed().beyond(cursor))
            counted += count(self._front(rows, band, cap + 1, ordered=False))
        return min(counted, cap + 1)

    def count_by(self, column, values, cap=CAP) -> dict:
        """How many there are for each of these values of a column, up to one more than `cap`; one query or two.

        The rows of who sees few are read once. Who sees many finds enough of each value soon, and walks its index.
        """
        counts: dict = {}
        if not self._sees_all:
            counts = counts_in(self.branches, self.rows.filter(self._seen_at_all), column, FEW)
            if sum(counts.values()) < FEW:
                return {value: min(counts[value], cap + 1) for value in values if value in counts}
        full = {value: cap + 1 for value in values if counts.get(value, 0) > cap}
        rows = self.all().filter(**grouped(column)).order_by().values("pk")[: cap + 1]
        return full | count_each(rows, [value for value in values if value not in full])

    @property
    def branches(self) -> list[Branch]:
        """The ways in, without those that can lead to nothing."""
        branches = self.model.branches(Reach.of(self.user))
        if self.pin:
            seen = EVERY if branches is None else visible_q(self.model, self.user)
            return [replace(branch, also=branch.also & seen) for branch in self.pin.branches]
        if branches is None:
            return [Branch("", q=EVERY)]
        halves = [replace(branch, also=branch.also & half) for branch in branches for half in branch.halves]
        return [half for half in halves if not self._is_empty(half)]

    @property
    def model(self):
        return self.rows.model

    @property
    def _sees_all(self) -> bool:
        return self.pin is None and self.model.branches(Reach.of(self.user)) is None

    def _is_empty(self, branch) -> bool:
        told = dict(child for child in branch.also.children if isinstance(child, tuple))
        if branch.field:
            told[f"{branch.field.removesuffix('_id')}__isnull"] = False
        return any(told.get(name, value) != value for name, value in self.known.items())

    def _rows(self, bands, cursor, limit, *, backwards=False):
        """Full rows, band after band until there are enough: a statement each, mostly one."""
        found, start = [], cursor.band if cursor else 0
        for number in range(start, -1, -1) if backwards else range(start, len(bands)):
            band = bands[number]
            rows = self.rows.filter(band.q)
            if cursor and number == start:
                rows = rows.filter(band.beyond(cursor))
            found += self._page(rows, band, limit - len(found))
            if len(found) >= limit:
                break
        return found

    def _page(self, rows, band, limit):
        if sum(len(branch.values) for branch in self.branches) > MANY:
            seen = visible_q(self.model, self.user) & (self.pin.q if self.pin else EVERY)
            keys = among_the_next(rows.filter(self._seen_at_all), seen, band, limit * TRIED, limit)
            page = self._read(keys, band)
            if len(page) == limit:
                return page
        return self._read(self._front(rows, band, limit), band)

    def _read(self, keys, band):
        if keys is None:
            return []
        rows = self.model.objects.as_read_by(self.user).filter(pk__in=keys).order_by().select_related(*self.related)
        return sorted(rows, key=lambda row: (getattr(row, band.field), row.pk), reverse=band.descending)

    def _front(self, rows, band, limit, *, ordered=True):
        return front_of(self.branches, rows.filter(self._seen_at_all), band, limit, ordered=ordered)

    @property
    def _seen_at_all(self) -> Q:
        return self.model.seen_by_all_who_see(Reach.of(self.user))
