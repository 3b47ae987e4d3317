"""What pools keep from their members until one of them has claimed a lead: empty in whatever they read of it.

`visible_to` makes its rows so, whoever asks for them; a single row is made so by `keep_from`. Verbs read their rows
anew and see all of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.query import ModelIterable

from hotcrm.records.reach import Reach
from leads.maskable import FOLLOWS, MASKABLE
from pools.models import Pool, hidden_from

Hidden = dict[int, frozenset[str]]  # by pool: names of fields


def hidden_by(names: Iterable[str]) -> frozenset[str]:
    """What is hidden when these fields are: they, and what would tell them."""
    kept = set(names).intersection(MASKABLE)
    return frozenset(kept.union(*(FOLLOWS.get(name, ()) for name in kept)))


def hidden_for(user) -> Hidden:
    """What is kept from somebody, by pool. No query beside the one for the pools they take part in."""
    if user is None:
        return {}
    return {pool: hidden for pool, names in hidden_from(Reach.of(user)).items() if (hidden := hidden_by(names))}


def pools_by_fields(hidden: Hidden) -> dict[frozenset[str], list[int]]:
    """The pools that hide the same."""
    found = defaultdict(list)
    for pool, names in hidden.items():
        found[names].append(pool)
    return found


def hides_q(hidden: Hidden, *names) -> Q:
    """That one of these fields of a lead is hidden, or, where none is named, any of them."""
    return Q(owner__isnull=True, pool_id__in=_pools_hiding(hidden, names))


def hides_nothing_q(hidden: Hidden, *names) -> Q:
    return Q(owner__isnull=False) | Q(pool__isnull=True) | ~Q(pool_id__in=_pools_hiding(hidden, names))


def _pools_hiding(hidden: Hidden, names) -> list[int]:
    return [pool for pool, kept in hidden.items() if not names or kept.intersection(names)]


def hidden_in_pools(leads) -> Hidden:
    """What the pools of these leads hide. One query, none where all of them are at hand."""
    at_hand = {lead.pool_id: lead.pool for lead in leads if "pool" in lead._state.fields_cache and lead.pool}
    if missing := {lead.pool_id for lead in leads} - at_hand.keys() - {None}:
        at_hand |= Pool.objects.in_bulk(missing)
    return {pk: hidden for pk, pool in at_hand.items() if (hidden := hidden_by(pool.hidden_fields))}


class AsRead(ModelIterable):
    """Rows as they are read by the person whom the queryset was made for."""

    def __iter__(self):
        hidden = self.queryset.hidden
        for lead in super().__iter__():
            lead.keep_what_is_in(hidden)
            yield lead


class MaskedQuerySet(models.QuerySet):
    hidden: Hidden = {}

    def as_read_by(self, user):
        rows = self._chain()
        rows.hidden = hidden_for(user)
        if rows.hidden and rows._iterable_class is ModelIterable:
            rows._iterable_class = AsRead
        return rows

    def showing(self, *names):
        return self.filter(hides_nothing_q(self.hidden, *names)) if self.hidden else self

    def values_list(self, *fields, **kwargs):
        return super().values_list(*map(self._shown, fields), **kwargs)

    def _shown(self, field):
        """A column that is empty where it is hidden."""
        if not isinstance(field, str) or not (when := self._where_hidden(field)):
            return field
        column: Any = self.model._meta.get_field(field)
        return Case(When(when, then=Value(column.get_default())), default=F(field), output_field=column)

    def _where_hidden(self, name) -> Q | None:
        is_hidden = any(name in names for names in self.hidden.values())
        return hides_q(self.hidden, name) if is_hidden else None

    def _values(self, *fields, **expressions):
        """No way round: what is read by its name here would be read as it stands in the table."""
        open_ones = [field for field in fields if field not in expressions and self._where_hidden(field)]
        if open_ones:
            raise ImproperlyConfigured(f"Ask for {open_ones} by values_list: a pool may hide them.")
        return super()._values(*fields, **expressions)

    def _clone(self):
        clone = super()._clone()
        clone.hidden = self.hidden
        return clone


class Masked(models.Model):
    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.hidden_here:
            raise ImproperlyConfigured(f"{self.number} was read without {sorted(self.hidden_here)}; read it anew.")
        super().save(*args, **kwargs)

    def validate_constraints(self, exclude=None):
        """Of what is not shown in full only the verb, which reads it anew, can say whether it holds together."""
        if not self.hidden_here:
            super().validate_constraints(exclude)

    def keep_from(self, user):
        if user is not None and self.owner_id is None and self.pool_id is not None:
            self.keep_what_is_in(hidden_for(user))

    def keep_what_is_in(self, hidden: Hidden):
        if hidden and self.owner_id is None and (names := hidden.get(self.pool_id)):
            self._empty(names)

    def needs_words_anew(self, changed) -> bool:
        """Whether it came into a pool that hides something, and is found there by less."""
        return "pool_id" in changed and self.pool_id is not None and bool(self.pool.hidden_fields)

    def _empty(self, names):
        for name in names:
            setattr(self, name, self._meta.get_field(name).get_default())
        self.hidden_here = names

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        if self.hidden_here and self.owner_id is None:
            self._empty(self.hidden_here)
        elif self.hidden_here:
            self.hidden_here = frozenset()
