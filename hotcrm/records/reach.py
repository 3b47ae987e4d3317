"""How far a person's eyes reach: small sets of ids, worked out once a request and asked by every rule."""

from functools import cached_property

from django.db.models import Value

from hotcrm.people.models import Department, Reporting, User
from hotcrm.prepared import prepared

from .models.policy import Glance, Policy

NOBODY = 0  # is no person's key


class Reach:
    """What a person's place in the house gives them. Each property costs one query, the first time it is asked."""

    def __init__(self, user):
        self.user = user

    @classmethod
    def of(cls, user) -> "Reach":
        if not hasattr(user, "_reach"):
            user._reach = cls(user)
        return user._reach

    @property
    def is_partner(self) -> bool:
        return self.user.is_partner

    @property
    def subordinates(self) -> tuple[int, ...]:
        """Everybody below me in the manager chain; nobody for partners."""
        return () if self.is_partner else self._below_and_policy[0]

    @property
    def policy(self) -> Glance:
        """What the house has set, as far as most requests ask for it."""
        return self._below_and_policy[1]

    @cached_property
    def _below_and_policy(self) -> tuple[tuple[int, ...], Glance]:
        rows = _below_and_policy(self.user.pk)
        policy = next((Glance(*values) for person, *values in rows if person == NOBODY), Glance())
        return tuple(sorted(person for person, *_ in rows if person != NOBODY)), policy

    @cached_property
    def me_and_below(self) -> tuple[int, ...]:
        return (self.user.pk, *self.subordinates)

    @cached_property
    def departments(self) -> frozenset[int]:
        """The departments I head, with those below them where the policy says so: only then it is asked."""
        if self.is_partner:
            return frozenset()
        headed, with_below = Department.headed_by(self.user)
        return frozenset(with_below if with_below != headed and self.policy.heads_see_below else headed)

    @cached_property
    def department_people(self) -> tuple[int, ...]:
        """The people whose primary department I head."""
        if not self.departments:
            return ()
        return tuple(User.objects.filter(department__in=self.departments).order_by("pk").values_list("pk", flat=True))

    @cached_property
    def owners(self) -> tuple[int, ...]:
        """Whose records I see because of whom they belong to."""
        return tuple(sorted({*self.me_and_below, *self.department_people}))

    @cached_property
    def groups(self) -> tuple[int, ...]:
        return tuple(self.user.groups.values_list("pk", flat=True))


@prepared
def _below_and_policy(boss):
    """The row of the policy stands among the people, as nobody: both are asked by nearly every request."""
    below = Reporting.objects.filter(boss=boss).order_by().values_list("person", *map(Value, Glance()))
    policy = Policy.objects.filter(pk=1).values_list(Value(NOBODY), *Glance._fields)
    return below.union(policy, all=True)
