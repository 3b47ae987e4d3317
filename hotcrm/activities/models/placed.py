"""Who sees what was done, said, put and planned at records: whoever sees one of these records, and nobody else."""

from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from hotcrm.records.conditions import NOBODY_Q
from hotcrm.records.models import Record
from hotcrm.records.verbs import type_of


def open_at(rows, record):
    """Of what belongs to a record, nothing where some of it is kept from who reads: it may tell just that."""
    return rows.none() if record.hidden_here else rows


@cache
def kinds_of_record() -> tuple[type[Record], ...]:
    return tuple(model for model in apps.get_models() if issubclass(model, Record))


def seen_there(user) -> Q:
    """The rows with a `type` and an `object_id` whose record this person sees and reads all of: what colleagues wrote
    about it may tell what is kept from them. `None` stands for the system.

    Asked of each row by the key of its record: the records themselves are never read through.
    """
    if user is None:
        return Q()
    seen = NOBODY_Q
    for model in kinds_of_record():
        record = model.objects.visible_to(user).showing().filter(pk=OuterRef("object_id")).order_by()
        seen |= Q(Exists(record), type=type_of(model))
    return seen


class PlacedQuerySet(models.QuerySet):
    """Of what belongs to one record, and names it itself."""

    def visible_to(self, user):
        return self.filter(seen_there(user))


class LinkedQuerySet(models.QuerySet):
    """Of what may belong to several records, by `links`: one of them that is seen is enough."""

    def visible_to(self, user):
        if user is None:
            return self.all()
        link = self.model._meta.get_field("links")
        places = link.related_model._base_manager.filter(seen_there(user), **{link.field.name: OuterRef("pk")})
        return self.filter(Exists(places))
