"""How the audit is told: `note(Kind.EXPORTED, by=user, target=record, format="csv")`.

`note` writes in the caller's transaction, so that the deed and its entry are there both or neither. What only looks is
told by `note_later`: written when the answer is on its way, and no page fails because of it.
What is told once is told so by a constraint of the database; of two who tell it at once, one does.
"""

import hashlib
import logging
from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import DatabaseError, models
from django.utils import timezone
from redis.exceptions import RedisError

from hotcrm.people.models import User

from .asking import Asking, current, is_asked
from .kinds import Kind
from .models import AuditEntry

log = logging.getLogger(__name__)
HOUR = 3600
LIMITED = (Kind.REFUSED, Kind.PROBED, Kind.TOKEN_REFUSED, Kind.SIGN_IN_FAILED, Kind.LOCKED_OUT)
MOST_OF_A_PERSON = 200  # of these an hour, so that nobody fills the disk
MOST_OF_AN_ADDRESS = 100  # without a person
MOST_OF_VISITORS = 2_000  # from all addresses together


def note(kind: Kind, /, *, by, target=None, request=None, **data) -> None:
    """Write what was done. `by` is a person, or None for the system; `target` a record, or a model where many are
    meant. `data` takes codes, ids, names of fields and counts: no personal values, no secrets."""
    entry(kind, by=by, target=target, request=request, **data).save(force_insert=True)


def note_once(kind: Kind, /, *, by, target=None, request=None, same="", **data) -> None:
    """The same, but once an hour for this person, this target and what is the `same`. One statement."""
    one = entry(kind, by=by, target=target, request=request, **data)
    one.once = hourly(one, same)
    AuditEntry.objects.bulk_create([one], ignore_conflicts=True)


def note_seen(kind: Kind, /, *, by, target, same="", **data) -> None:
    """The same of what is looked at all day: what the cache knows to be written is not written once more."""
    one = entry(kind, by=by, target=target, **data)
    one.once = hourly(one, same)
    if is_new(one.once):
        try:
            AuditEntry.objects.bulk_create([one], ignore_conflicts=True)
        except DatabaseError:
            cache.delete(key_of(one.once))
            raise


def note_limited(kind: Kind, /, *, by, target=None, request=None, same=None, **data) -> None:
    """For what anybody can bring about as often as they like: up to so many an hour, then one entry that says that
    more was left out. With `same`, once an hour as well."""
    one = entry(kind, by=by, target=target, request=request, **data)
    if same is not None:
        one.once = hourly(one, same)
    AuditEntry.objects.bulk_create([one if has_room(one) else left_out(one)], ignore_conflicts=True)


def note_later(write: Callable[..., None], /, *args, **kwargs) -> None:
    """Call `write` (one of those above) once the answer is on its way; outside of requests at once."""

    def quietly():
        try:
            write(*args, **kwargs)
        except DatabaseError:
            log.exception("What was seen or refused could not be written to the audit.")

    if is_asked():
        current().waiting.append(quietly)
    else:
        quietly()


def entry(kind: Kind, /, *, by, target=None, request=None, **data) -> AuditEntry:
    """An entry to be written along with other rows. What is named by a code, as picklists are, has no number."""
    asking = Asking(request) if request is not None else current()
    key = target.pk if isinstance(target, models.Model) else None
    if key is not None and not isinstance(key, int):
        data["code"] = str(key)
    return AuditEntry(
        by=by if isinstance(by, User) else None,
        area=kind.area,
        kind=kind,
        type=ContentType.objects.get_for_model(target) if target is not None else None,
        object_id=key if isinstance(key, int) else None,
        address=asking.address,
        token=asking.token,
        data=data,
    )


def hourly(one: AuditEntry, same: str) -> str:
    """What an entry has in common with all of its like in this hour."""
    who = one.by_id or f"@{one.address}"
    return f"{one.at:%y%m%d%H}:{one.kind}:{who}:{one.type_id or ''}:{one.object_id or ''}:{same}"[:120]


def is_new(once: str) -> bool:
    """Whether the cache has not seen it yet; a cache that is away knows nothing, and the database decides."""
    try:
        return cache.add(key_of(once), 1, timeout=HOUR)
    except (OSError, RedisError):
        return True


def key_of(once: str) -> str:
    return f"audit:{hashlib.sha256(once.encode()).hexdigest()}"


def has_room(one: AuditEntry) -> bool:
    """Whether fewer than the limit came from there since the hour began. At most two counts, each of a few rows."""
    begun = timezone.now().replace(minute=0, second=0, microsecond=0)
    recent = AuditEntry.objects.filter(by=one.by_id, at__gte=begun, kind__in=LIMITED).order_by()
    if one.by_id:
        return recent[:MOST_OF_A_PERSON].count() < MOST_OF_A_PERSON
    from_there = recent.filter(address=one.address)
    return (
        recent[:MOST_OF_VISITORS].count() < MOST_OF_VISITORS
        and from_there[:MOST_OF_AN_ADDRESS].count() < MOST_OF_AN_ADDRESS
    )


def left_out(one: AuditEntry) -> AuditEntry:
    """What stands there instead: one entry an hour for a person, and one for all visitors together."""
    said = AuditEntry(by_id=one.by_id, area=Kind.LEFT_OUT.area, kind=Kind.LEFT_OUT, data={"like": one.kind})
    said.once = hourly(said, "")
    return said
