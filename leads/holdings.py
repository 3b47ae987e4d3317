"""Who had a lead, in which pool, from when to when, and why it went on: read from its history (PRODUCT 4)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from hotcrm.people.models import User
from hotcrm.records.models import Event
from pools.models import Pool, ReturnReason

MOST = 200  # of the latest changes
SYSTEM = "system"


@dataclass
class Holding:
    """A time in which owner and pool stayed the same. What ended it stands with the next one."""

    owner: User | None
    pool: Pool | None
    since: datetime
    until: datetime | None
    verb: str
    by: User | None
    reason: str


def holdings_of(lead) -> list[Holding]:
    """The latest first. Four queries at most; of a merged or long history the last 200 changes."""
    moved = Q(data__has_key="owner_id") | Q(data__has_key="pool_id")
    events = list(Event.objects.about(lead).filter(moved).select_related("by")[:MOST])
    stands, found, until = {"owner_id": lead.owner_id, "pool_id": lead.pool_id}, [], None
    for event in events:
        found.append((event, dict(stands), until))
        until = event.at
        stands |= {name: event.data[name][0] for name in stands if name in event.data}
    people = User.objects.in_bulk({held["owner_id"] for _, held, _ in found} - {None})
    pools = Pool.objects.in_bulk({held["pool_id"] for _, held, _ in found} - {None})
    reasons = _reasons(events)
    return [
        Holding(
            owner=people.get(held["owner_id"]),
            pool=pools.get(held["pool_id"]),
            since=event.at,
            until=until,
            verb=event.verb,
            by=event.by,
            reason=event.data.get("rule") or reasons.get(event.data.get("reason"), ""),
        )
        for event, held, until in found
    ]


def _reasons(events) -> dict[str, str]:
    codes = {event.data["reason"] for event in events if event.data.get("reason")}
    labels = ReturnReason.labels_of(codes)
    return {code: labels.get(code, "" if code == SYSTEM else code) for code in codes}
