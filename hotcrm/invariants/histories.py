"""The history tells the truth: what it said last is what the row says now."""

from itertools import groupby
from operator import itemgetter

from django.contrib.contenttypes.models import ContentType

from hotcrm.records.models import Event
from leads.models import Lead

from .invariant import invariant

KEPT = ("status", "owner_id", "pool_id")


@invariant("What the history of a lead told last of status, owner and pool is what the lead says now.")
def last_told():
    """Both tables are read once, side by side, in the order of the leads."""
    events = Event.objects.filter(type=ContentType.objects.get_for_model(Lead)).order_by("object_id", "at", "pk")
    histories = groupby(events.values_list("object_id", "data").iterator(10_000), key=itemgetter(0))
    pk, last = None, {}
    for lead in Lead.objects.order_by("pk").values("pk", *KEPT).iterator(10_000):
        while pk is None or pk < lead["pk"]:
            pk, history = next(histories, (float("inf"), ()))
            last = _last(history)
        if pk != lead["pk"] or last != {name: lead[name] for name in KEPT}:
            yield f"L-{lead['pk']:06d}"


def _last(history) -> dict:
    told = {}
    for _, data in history:
        told |= {name: data[name][1] for name in KEPT if name in data}
    return told
