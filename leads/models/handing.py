"""How leads are given to people: by administrators of their pool, or from one owner to the next."""

from collections import Counter
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import inform, verb
from pools.models.membership import members_of

from .capacity import Rooms, lock_people
from .lifecycle import OPEN, OPEN_OR_UNQUALIFIED, OWNED, Status
from .ownership import IN_A_POOL
from .people import HANDOVER, POOL_ADMINISTRATORS


def people_of(to) -> list[User]:
    """Whom a verb was given: one person, or several."""
    return [to] if isinstance(to, User) else list(to)


def lock_coming_owners(pks, by, *, to, **kwargs):
    lock_people(people_of(to))


@dataclass
class Handover:
    """To whom leads go: what room each person has, of which pools they are, and how many they were given so far."""

    people: list[User]
    rooms: Rooms
    members: dict[int, set[int]]  # by pool
    given: Counter

    def turn(self, lead, *, status) -> User:
        """Whose turn it is: of those who may have it who was given least; of those, who holds least."""
        if len(self.people) == 1:
            return self.people[0]
        free = [person for person in self.people if self.refusal(lead, person, status=status) is None]
        if not free:
            raise Refused(_t("None of them can have it: no member of its pool has room left."), code="nobody_free")
        return min(free, key=lambda person: (self.given[person.pk], self.rooms.held_by(person), person.pk))

    def refusal(self, lead, person, *, status) -> Refused | None:
        """Why this person cannot have a lead that comes with this status: what is not open takes no room."""
        if not person.is_active:
            return Invalid(_t("%(person)s is not active.") % {"person": person}, field="to")
        if lead.pool_id and person.pk not in self.members[lead.pool_id]:
            said = _t("%(person)s is not a member of %(pool)s.") % {"person": person, "pool": lead.pool}
            return Invalid(said, field="to")
        if lead.owner_id == person.pk:
            return Refused(_t("%(person)s has this lead already.") % {"person": person}, code="has_it")
        return self.rooms.refusal(person, lead.pool) if status in OPEN else None

    def give(self, lead, person, *, status):
        """Raises `Refused` where it cannot be."""
        if refusal := self.refusal(lead, person, status=status):
            raise refusal
        self.given[person.pk] += 1
        if status in OPEN:
            self.rooms.take(person, lead.pool)


def plan_handover(rows, by, *, to, **kwargs) -> Handover:
    """At most two queries, and one a pool."""
    people, pools = people_of(to), {row.pool for row in rows if row.pool_id}
    keys = [person.pk for person in people]
    members = {pool.pk: set(members_of(pool).filter(pk__in=keys).values_list("pk", flat=True)) for pool in pools}
    rooms = Rooms(type(rows[0])._base_manager.all(), people, pools)
    return Handover(people, rooms, members, Counter())


class HandedOver(models.Model):
    class Meta:
        abstract = True

    @verb(
        _("Assign"),
        when=OPEN_OR_UNQUALIFIED & IN_A_POOL,
        who=POOL_ADMINISTRATORS,
        locks=lock_coming_owners,
        plan=plan_handover,
        icon="user-plus",
    )
    def assign(self, *, by, to, plan):
        """Give it to an active member of its pool who has room for it; of several, to whose turn it is."""
        status = _status_when_assigned(self)
        person = plan.turn(self, status=status)
        plan.give(self, person, status=status)
        self._hand_to(person)
        inform(self, NoticeKind.ASSIGNED, person)
        self.status, self.unqualified_reason, self.survivor = status, None, None

    @verb(
        _("Change owner"),
        when=OPEN_OR_UNQUALIFIED & OWNED,
        who=HANDOVER,
        locks=lock_coming_owners,
        plan=plan_handover,
        icon="user-share",
    )
    def change_owner(self, *, by, to, plan):
        plan.give(self, to, status=self.status)
        self._hand_to(to)
        inform(self, NoticeKind.OWNER_CHANGED, to)


def _status_when_assigned(lead):
    """By the setting of its pool what nobody worked on yet, or not any more; the rest stays as it is."""
    return lead.pool.status_on_assign if lead.status in (Status.NEW, Status.UNQUALIFIED) else lead.status
