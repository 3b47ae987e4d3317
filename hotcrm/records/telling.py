"""How people are told: the one way in which a notice comes to be.

From the body of a verb, once for each record; the verb writes them with the change, a few for a whole chunk:

    inform(self, NoticeKind.ASSIGNED, self.owner, pool=self.pool.name)        # hotcrm.records.verbs
    inform(self, NoticeKind.CLAIMED, *administrators, pool=self.pool.name)

From a job, inside the transaction that marks what it tells of, so that it tells once:

    tell_people([Told(NoticeKind.OVERDUE, person, lead) for person, lead in …], occasion=f"overdue:{hour:%Y%m%d%H}")

People may be given as rows or as keys, and `None` among them is passed over; give keys where the rows are not in
hand. Whoever did it (`by`) is not told, nor who is not active, nor who does not see the record (but kinds that say
otherwise), nor who switched the kind off. What is put into `data` are codes, numbers and names of places, never
values of the record: the words are made when the notice is read.

Several records of one kind for one person in one call become one notice with a count. The same `occasion` (a run of
many chunks, an hour of a sweep) goes on with the notice it made before; a record it has counted is not counted again.
Three queries for a call, and a few more for each person who is told of what is not their own.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from hotcrm.people.models import User

from .models import Mail, Notice, NoticeSwitch
from .notice_kinds import NoticeKind

MOST_KEYS = 500  # records that a notice names; beyond, it only counts
SETTLING = timedelta(minutes=1)  # what may still grow is mailed when nothing came for so long
READ_KEPT = timedelta(days=90)
MORNING = 7  # o'clock, where the person works: what they want once a day


@dataclass
class Told:
    """One person, one record: what `tell_people` takes. `said` is what somebody said to this person."""

    kind: NoticeKind
    person: Any
    about: Any
    data: dict = field(default_factory=dict)
    said: str = ""
    key: str = ""  # what makes it the same, where it is told for itself
    may_mail: bool = True  # False where who tells wants no e-mail, whatever the other one wants
    url: str = ""  # where it leads, if not to the record

    @property
    def person_id(self) -> int:
        return getattr(self.person, "pk", self.person)


def tell_people(told: Iterable[Told], *, by=None, at=None, occasion="") -> int:
    """Write what these people are to be told, inside the transaction of the change; to how many of them."""
    told = [one for one in told if one.person is not None and (one.kind.spec.to_actor or not _is_by(one, by))]
    if not told:
        return 0
    people = _still_here({one.person_id for one in told}, by)
    told = [one for one in told if one.person_id in people]
    switches, told = Switches.of(people, {one.kind for one in told}), _those_who_see(told, people)
    call = Call(people, switches, by, at or timezone.now(), occasion)
    notices = [notice for group in _grouped(told).values() if (notice := call.notice(group)) is not None]
    return _write(sorted(notices, key=attrgetter("key")), may_grow=bool(occasion))


def _still_here(keys, by) -> dict[int, User]:
    """Those of these people who have not left; whoever is at it is at hand."""
    if by is not None and keys == {by.pk} and by.is_active:
        return {by.pk: by}
    return User.objects.filter(is_active=True).in_bulk(keys)


class Switches:
    """What each of these people wants of each kind: what they chose, else what the house says, else the kind."""

    def __init__(self, chosen: dict[tuple[int | None, str], NoticeSwitch]):
        self.chosen = chosen

    @classmethod
    def of(cls, people: Iterable[int], kinds: Iterable[str]) -> "Switches":
        """One query."""
        rows = NoticeSwitch.objects.filter(kind__in=list(kinds)).of_people(people)
        return cls({(row.person_id, row.kind): row for row in rows})

    def for_person(self, person: int | None, kind: NoticeKind) -> tuple[bool, Mail]:
        """(whether in the product, how by e-mail)."""
        chosen = self.chosen.get((person, kind)) or self.chosen.get((None, kind)) or kind.spec
        return chosen.in_product, Mail(chosen.mail)


@dataclass
class Call:
    """What the notices of one call have in common."""

    people: dict[int, User]
    switches: Switches
    by: User | None
    at: Any
    occasion: str

    def notice(self, group: list[Told]) -> Notice | None:
        """One notice for all of them; None for who wants none."""
        first, keys = group[0], list(dict.fromkeys(one.about.pk for one in group))
        person = self.people[first.person_id]
        shown, mail = self.switches.for_person(person.pk, first.kind)
        if not (shown or mail != Mail.NEVER or first.kind.spec.kept):
            return None
        notice = Notice(recipient=person, kind=first.kind, key=self._key(first), by=self.by, created_at=self.at)
        notice.type = ContentType.objects.get_for_model(first.about)
        notice.shown, notice.data = shown, _common(one.data for one in group)
        notice.url = first.url
        notice.body = first.said if all(one.said == first.said for one in group) else ""
        notice.mail_due_at = self._mail_due(mail, person, first.kind) if first.may_mail else None
        notice.speak_of(keys, most=MOST_KEYS)
        return notice

    def _key(self, first) -> str:
        about = f"{first.about._meta.label_lower}:{first.about.pk}"
        what = first.key or self.occasion or f"{about}:{self.at.isoformat()}"
        if self.occasion and not first.kind.spec.many:
            what = f"{about}:{what}"
        return f"{first.kind}:{what}:{first.person_id}"

    def _mail_due(self, mail, person, kind):
        if mail == Mail.NEVER:
            return None
        if mail == Mail.DAILY:
            return next_morning(person, self.at)
        return self.at + SETTLING if self.occasion and kind.spec.many else self.at


def next_morning(person, now):
    local = now.astimezone(person.zone)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def forget_read() -> int:
    """Notices read long ago go; those that stand for having been told stay. In short transactions."""
    kept = [kind for kind in NoticeKind if kind.spec.kept]
    old = Notice.objects.filter(read_at__lt=timezone.now() - READ_KEPT).exclude(kind__in=kept)
    old = old.filter(mail_due_at__isnull=True).order_by()
    gone = 0
    while keys := list(old.values_list("pk", flat=True)[:MOST_KEYS]):
        gone += Notice.objects.filter(pk__in=keys).delete()[0]
    return gone


def _is_by(one, by) -> bool:
    return by is not None and one.person_id == by.pk


def _those_who_see(told, people) -> list[Told]:
    """Without those who do not see what it is about: one query a person, beside their reach."""
    asked: dict[tuple, list[int]] = defaultdict(list)
    for one in told:
        if _is_asked(one, people):
            asked[one.person_id, type(one.about)].append(one.about.pk)
    seen = {
        (person, model): set(model.objects.visible_to(people[person]).filter(pk__in=keys).values_list("pk", flat=True))
        for (person, model), keys in asked.items()
    }
    return [one for one in told if not _is_asked(one, people) or one.about.pk in seen[one.person_id, type(one.about)]]


def _is_asked(one, people) -> bool:
    """Whether it must be asked if this person sees the record: not of those of the house who own it."""
    spec, person = one.kind.spec, people[one.person_id]
    owns = getattr(one.about, "owner_id", None) == person.pk and not person.is_partner
    return not (owns or spec.sees_it or spec.told_unseen)


def _grouped(told) -> dict[tuple, list[Told]]:
    """Those that become one notice: of a kind that can speak of many, to one person; each other for itself."""
    groups = defaultdict(list)
    for one in told:
        alone = None if one.kind.spec.many and not one.key else (one.about.pk, one.key)
        groups[one.person_id, one.kind, type(one.about), alone].append(one)
    return groups


def _common(facts) -> dict:
    """What holds for all of them."""
    first, *others = facts
    return {name: value for name, value in first.items() if all(other.get(name) == value for other in others)}


def _write(notices, *, may_grow) -> int:
    """What was told already under the same key stays as it is, or grows: of two at once the second one waits."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if may_grow:
        there = Notice.objects.select_for_update(of=("self",)).filter(key__in=[notice.key for notice in notices])
        before = {notice.key: notice for notice in there.order_by("pk")}
        if grown := [before[notice.key] for notice in notices if before[notice.key].grow(notice)]:
            Notice.objects.bulk_update(grown, Notice.GROWS)
    return len(notices)
