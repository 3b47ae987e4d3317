"""Who responded to a campaign, and nobody has done anything about it since: for sales to look at, and to be told of.

Nothing is kept of it: a call that somebody logs, a lead that is converted or a campaign that is cancelled ends it at
once. Both the list and the notices look at the latest responses only, so that what is read follows from how many
answered lately, and an import of campaigns of years ago tells nobody anything.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from hotcrm.activities.models import ActivityLink
from hotcrm.pages.keyset import Cursor, Order
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Told, tell_people
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Contact
from leads.models import Lead
from leads.models.lifecycle import OPEN
from pools.calendar import Calendar
from pools.models.membership import administrators_of

from .models import Campaign, CampaignStatus, Member

LISTED_FOR = timedelta(days=90)
TOLD_WITHIN = timedelta(days=30)
WAITS = 24  # working hours of its pool, until somebody is told; without a pool every hour counts
EVERY_HOUR = Calendar("UTC")
CHUNK, PAUSE = (100, 0.05) if connection.vendor == "sqlite" else (500, 0)
LATEST = Order("responded_at", descending=True)
KINDS: dict[str, Any] = {"lead": Lead, "contact": Contact}


@dataclass(frozen=True)
class Response:
    """One row of the list: `campaign` is None for who may not see it."""

    member: Member
    person: Any
    campaign: Campaign | None


def unanswered(kind: str, *, since: datetime):
    """The members of a kind who responded since then, latest first, and on whom nothing was done after that."""
    members = Member._base_manager.filter(responded_at__isnull=False, is_held_out=False, responded_at__gte=since)
    members = members.exclude(campaign__status=CampaignStatus.CANCELLED)
    if kind == "lead":
        is_quiet = Q(lead__last_activity_at__isnull=True) | Q(lead__last_activity_at__lt=F("responded_at"))
        members = members.filter(is_quiet, lead__status__in=OPEN)
    else:
        done = ActivityLink.objects.filter(type=type_of(Contact), object_id=OuterRef("contact_id"))
        members = members.filter(~Exists(done.filter(at__gte=OuterRef("responded_at"))), contact__isnull=False)
    return members.order_by(*LATEST.bands[0].order_by)


def responses_seen_by(user, *, most: int, after: Cursor | None = None) -> list[Response]:
    """So many of those whom this person may see, latest first. Six queries at most, beside their reach."""
    since, found = timezone.now() - LISTED_FOR, []
    for kind, model in KINDS.items():
        seen = model.objects.visible_to(user).order_by().values("pk")
        rows = unanswered(kind, since=since).filter(**{f"{kind}__in": seen})
        found += (rows.filter(LATEST.bands[0].beyond(after)) if after else rows)[:most]
    found = sorted(found, key=lambda member: (member.responded_at, member.pk), reverse=True)[:most]
    people = {kind: _seen(model, (getattr(row, f"{kind}_id") for row in found), user) for kind, model in KINDS.items()}
    campaigns = _seen(Campaign, (row.campaign_id for row in found), user)
    return [
        Response(row, person, campaigns.get(row.campaign_id))
        for row in found
        if (person := people["lead"].get(row.lead_id) or people["contact"].get(row.contact_id))
    ]


def tell_unfollowed(*, now: datetime | None = None) -> int:
    """Tell those whose it is of every response that waited too long, once each; how many responses.

    In chunks: notices and the mark that they were written stand together or not at all.
    """
    now = now or timezone.now()
    told = 0
    for kind in KINDS:
        after = None
        while waiting := _waiting(kind, now, after):
            after = LATEST.place_of(waiting[-1], 1)
            if due := [member.pk for member in waiting if is_due(member, now)]:
                told += _tell(kind, due, now)
                time.sleep(PAUSE)
    return told


def is_due(member: Member, now: datetime) -> bool:
    assert member.responded_at is not None, "Only a response can wait for somebody."
    pool = member.lead.pool if member.lead else None
    due_at = (pool.clocks.calendar if pool else EVERY_HOUR).add(member.responded_at, WAITS)
    return due_at is not None and due_at <= now


def _unasked(kind, now):
    """Those nobody was told of since they responded; working hours are never quicker than the clock."""
    asked = Q(follow_up_asked_at__isnull=True) | Q(follow_up_asked_at__lt=F("responded_at"))
    rows = unanswered(kind, since=now - TOLD_WITHIN).filter(asked, responded_at__lte=now - timedelta(hours=WAITS))
    return rows.select_related("lead__pool" if kind == "lead" else "contact")


def _waiting(kind, now, after) -> list[Member]:
    rows = _unasked(kind, now)
    return list((rows.filter(LATEST.bands[0].beyond(after)) if after else rows)[:CHUNK])


@transaction.atomic
def _tell(kind, members: Iterable[int], now) -> int:
    """Read again under their locks: another turn may have been quicker, or somebody may have called."""
    rows = list(_unasked(kind, now).filter(pk__in=members).select_for_update(of=("self",), skip_locked=True))
    Member._base_manager.filter(pk__in=[row.pk for row in rows]).update(follow_up_asked_at=now)
    administrators = administrators_of({row.lead.pool_id for row in rows if row.lead})
    told = [
        Told(NoticeKind.RESPONDED_UNFOLLOWED, person, row.person)
        for row in rows
        for person in _asked(row.person, administrators)
    ]
    tell_people(told, at=now, occasion=f"unfollowed:{now:%Y%m%d%H%M}")
    return len(rows)


def _asked(person, administrators) -> list[int]:
    """Its owner; while nobody has it, the administrators of its pool."""
    return [person.owner_id] if person.owner_id else administrators.get(getattr(person, "pool_id", None), [])


def _seen(model, keys, user) -> dict[int, Any]:
    keys = set(keys) - {None}
    return model.objects.visible_to(user).select_related("owner").in_bulk(keys) if keys else {}
