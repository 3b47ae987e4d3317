"""What became overdue: found by its due instant, flagged, and told once to those who can do something about it."""

import time
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Told, tell_people
from pools.models.membership import administrators_of

from .bites import CHUNK, PAUSE
from .models import Lead


@dataclass
class Flagged:
    overdue: int = 0
    late: int = 0  # first contacts


def flag_overdue(*, now=None, each=lambda flagged: None) -> Flagged:
    """Flag all that is due by now; `each` is told after every chunk.

    Only rows that are due are read. Who is being worked on this moment is passed over until the next turn.
    """
    now, flagged = now or timezone.now(), Flagged()
    while number := _flag(overdue_by(now), "is_overdue", told_of_overdue, now):
        flagged.overdue += number
        each(flagged)
        time.sleep(PAUSE)
    while number := _flag(late_by(now), "is_contact_late", told_of_late_contact, now):
        flagged.late += number
        each(flagged)
        time.sleep(PAUSE)
    return flagged


def overdue_by(now):
    due = Lead._base_manager.filter(overdue_at__isnull=False, is_overdue=False, overdue_at__lte=now)
    return due.order_by("overdue_at")


def late_by(now):
    due = Lead._base_manager.filter(first_contact_due_at__isnull=False, contacted_at__isnull=True)
    return due.filter(is_contact_late=False, first_contact_due_at__lte=now).order_by("first_contact_due_at")


def told_of_overdue(lead, administrators) -> list[Told]:
    """Nobody has it: the administrators of its pool. Somebody has it: they too."""
    if lead.owner_id is None:
        return [Told(NoticeKind.UNASSIGNED, person, lead, {"pool": lead.pool.name}) for person in administrators]
    return [Told(NoticeKind.OVERDUE, person, lead) for person in dict.fromkeys((lead.owner_id, *administrators))]


def told_of_late_contact(lead, administrators) -> list[Told]:
    people = [lead.owner_id] if lead.owner_id else administrators
    return [Told(NoticeKind.FIRST_CONTACT, person, lead, {"pool": lead.pool.name}) for person in people]


@transaction.atomic
def _flag(due, flag, told_of, now) -> int:
    """The next chunk; how many. Flag and notices stand together or not at all, so nobody is told twice."""
    leads = list(due.select_related("pool").select_for_update(of=("self",), skip_locked=True)[:CHUNK])
    if not leads:
        return 0
    Lead._base_manager.filter(pk__in=[lead.pk for lead in leads]).update(**{flag: True})
    administrators = administrators_of({lead.pool_id for lead in leads})
    told = [one for lead in leads for one in told_of(lead, administrators.get(lead.pool_id, []))]
    tell_people(told, at=now, occasion=f"{flag}:{now:%Y%m%d%H%M}")
    return len(leads)
