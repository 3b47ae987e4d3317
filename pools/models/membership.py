import json
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import Department, User
from hotcrm.people.roles import Role
from hotcrm.prepared import prepared
from hotcrm.records.conditions import exactly_one
from hotcrm.records.reach import Reach

from .pool import Pool, PoolType

JOINED, ADMINISTERED, HIDING = range(3)  # what a row of `_taken_part_in_and_hiding` says of a pool


class PoolMember(models.Model):
    """Who may take leads from a pool: a person, everybody of a department, or everybody of a group."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("group"))

    class Meta:
        verbose_name = _("pool member")
        verbose_name_plural = _("pool members")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("user", "department", "group"),
                name="pool_member_is_one",
                violation_error_message=_("Choose a person, a department or a group: exactly one of them."),
            ),
            models.UniqueConstraint(fields=["pool", "user"], name="pool_person_once"),
            models.UniqueConstraint(fields=["pool", "department"], name="pool_department_once"),
            models.UniqueConstraint(fields=["pool", "group"], name="pool_group_once"),
        ]

    def __str__(self):
        return str(self.user or self.department or self.group)


class Administrators:
    """Those of any pool; one query, when the first of them is to be told."""

    def of(self, pool: int) -> list[int]:
        return self._by_pool.get(pool, [])

    @cached_property
    def _by_pool(self) -> dict[int, list[int]]:
        return administrators_of(Pool.objects.values("pk"))


def administrators_of(pools) -> dict[int, list[int]]:
    """The keys of the people, by pool. One query."""
    found: dict[int, list[int]] = {}
    links = Pool.administrators.through.objects.filter(pool__in=pools).order_by("user")
    for pool, person in links.values_list(F("pool_id"), F("user_id")):
        found.setdefault(pool, []).append(person)
    return found


def administered(reach: Reach) -> tuple[int, ...]:
    """The pools this person administers. One query, once a request, for these, those joined and what is hidden."""
    return _pools_of(reach).administered


def joined(reach: Reach) -> tuple[int, ...]:
    """The enabled, visible pools this person is a member of."""
    return _pools_of(reach).joined


def hidden_from(reach: Reach) -> dict[int, frozenset[str]]:
    """By pool, the fields of its unclaimed leads that are kept from this person: nothing from who sees everything,
    nor from who administers the pool."""
    return {} if reach.user.sees_everything else _pools_of(reach).hidden


def members_of(pool) -> models.QuerySet[User]:
    """The active people of a pool, administrators among them."""
    administer = Q(pk__in=Pool.administrators.through.objects.filter(pool=pool).values("user"))
    return _at_work().filter(_has_joined(pool) | administer)


def plain_members_of(pool) -> models.QuerySet[User]:
    """The active people who take part in a pool, whether or not they administer it too; nobody who only reads."""
    roles = User.groups.through.objects.filter(user=OuterRef("pk"))
    reads, does_more = Exists(roles.filter(group__name=Role.AUDITOR)), Exists(roles.exclude(group__name=Role.AUDITOR))
    return _at_work().filter(_has_joined(pool)).filter(~reads | does_more)


def _at_work():
    return User.objects.filter(is_active=True, partner_company__isnull=True)


def _has_joined(pool) -> Q:
    places = PoolMember.objects.filter(pool=pool)
    return (
        Q(pk__in=places.values("user"))
        | Q(department__in=places.filter(department__isnull=False).values("department"))
        | Q(pk__in=User.groups.through.objects.filter(group__in=places.values("group")).values("user"))
    )


class _Pools(NamedTuple):
    administered: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()
    hidden: dict[int, frozenset[str]] = {}


def _pools_of(reach: Reach) -> _Pools:
    """Partners take part in none; what waits in one may be of their agreement."""
    if "pools" not in reach.__dict__:
        rows = sorted(_taken_part_in_and_hiding(reach.user.pk, reach.user.department_id))
        part = [] if reach.is_partner else rows
        administered = tuple(pool for kind, pool, _names in part if kind == ADMINISTERED)
        joined = tuple(pool for kind, pool, _names in part if kind == JOINED)
        hiding = [(pool, names) for kind, pool, names in rows if kind == HIDING and pool not in administered]
        hidden = {pool: frozenset(json.loads(names)) for pool, names in hiding}
        reach.__dict__["pools"] = _Pools(administered, joined, hidden)
    return reach.__dict__["pools"]


@prepared
def _taken_part_in_and_hiding(user, department):
    """What pools hide is asked with it: every request for leads needs both."""
    groups = User.groups.through.objects.filter(user=user).values("group")
    memberships = PoolMember.objects.filter(Q(user=user) | Q(department=department) | Q(group__in=groups))
    nothing = Value("", output_field=TextField())
    administered = Pool.administrators.through.objects.filter(user=user)
    open_pools = Pool.objects.filter(is_enabled=True, type=PoolType.CLAIMABLE, pk__in=memberships.values("pool"))
    hiding = Pool.objects.annotate(names=Cast("hidden_fields", TextField())).exclude(names="[]")
    return administered.values_list(Value(ADMINISTERED), "pool", nothing).union(
        open_pools.order_by().values_list(Value(JOINED), "pk", nothing),
        hiding.order_by().values_list(Value(HIDING), "pk", "names"),
        all=True,
    )
