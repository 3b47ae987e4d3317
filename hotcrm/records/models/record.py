from collections import defaultdict
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.base import ModelState
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.among import one_of
from hotcrm.records.conditions import NOBODY_Q, Who, holds
from hotcrm.records.reach import Reach
from hotcrm.records.visibility import Branch, RecordQuerySet

from .sharing import shared_owners
from .team import team_q


def mine(reach) -> Q:
    return Q(owner_id=reach.user.pk)


def below_me(reach) -> Q:
    return one_of("owner_id", reach.subordinates)


def mine_in_the_house(reach) -> Q:
    """What a partner employee brought in is theirs by name; what they may do with it, the agreement alone says."""
    return NOBODY_Q if reach.is_partner else mine(reach)


OWNER = Who(mine_in_the_house)
SUPERIOR = Who(below_me)


def shared_branches(model, reach) -> list[Branch]:
    """What sharing rules add to what a person sees of a model: nothing for most people."""
    owners = tuple(sorted({*shared_owners(reach, model._meta.label_lower)} - {*reach.owners}))
    return [Branch(str(_("Shared with you by a rule")), "owner_id", owners)] if owners else []


def owned_branch(reach) -> Branch:
    """What belongs to this person, or to their people."""
    return Branch(
        str(_("Belongs to you or your people")), "owner_id", reach.owners, because=partial(why_of_owner, reach)
    )


def team_branch(reach, label) -> Branch:
    """What this person, or one of their people, works on beside its owner."""
    q = team_q(label, reach.owners)
    return Branch(str(_("You or your people are on its team")), q=q, because=partial(why_of_team, reach, label))


def why_of_owner(reach):
    yield _t("Belongs to you"), mine(reach)
    yield _t("Belongs to somebody who reports to you"), below_me(reach)
    yield _t("Belongs to somebody of a department you head"), one_of("owner_id", _others_of(reach))


def why_of_team(reach, label):
    yield _t("You are on its team"), team_q(label, (reach.user.pk,))
    if reach.subordinates:
        yield _t("Somebody who reports to you is on its team"), team_q(label, reach.subordinates)
    if others := _others_of(reach):
        yield _t("Somebody of a department you head is on its team"), team_q(label, others)


def _others_of(reach) -> tuple[int, ...]:
    return tuple(person for person in reach.department_people if person != reach.user.pk)


class Record(models.Model):
    """What every record of the CRM has: times, a version, verbs that tell, and a rule for who sees it."""

    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordQuerySet.as_manager()

    hidden_here: frozenset[str] = frozenset()  # fields kept from who reads this very instance: they are empty in it

    told: tuple[str, ...] = ()  # attnames whose old and new value an Event keeps
    untold: tuple[str, ...] = ("version", "updated_at")  # attnames no Event speaks of
    read_with_lock: tuple[str, ...] = ()  # relations the verbs' conditions look through
    read_to_keep: tuple[str, ...] = ()  # fields that `keep_from` asks
    parts: tuple[type[models.Model], ...] = ()  # one-to-one rows that its verbs change with it

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        """As Django does it, without asking each field and whoever listens: of a chunk of rows that is most of the
        time it takes to read them."""
        row = cls.__new__(cls)
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        row.__dict__.update(zip(field_names, values, strict=True))
        return row

    @classmethod
    def made_of(cls, **values):
        """A new one from these attnames, and of the rest what a field begins with; as quick as reading one."""
        row = cls.__new__(cls)
        row._state = ModelState()
        row.__dict__ |= _beginnings(cls) | values
        return row

    @classmethod
    def branches(cls, reach: Reach) -> list[Branch] | None:
        """The ways in which this person comes to see a record; None when they see all."""
        if reach.user.sees_everything:
            return None
        if reach.is_partner:
            return []
        return [
            owned_branch(reach),
            team_branch(reach, cls._meta.label_lower),
            *shared_branches(cls, reach),
        ]

    @classmethod
    def seen_by_all_who_see(cls, reach: Reach) -> Q:
        """What a record must fulfil to be seen at all, by whomever."""
        return Q()

    @classmethod
    def editable_q(cls, user) -> Q:
        return cls.editors().for_reach(Reach.of(user))

    def keep_from(self, user):
        """Empty what this person may not read of it; what then stands in `hidden_here` is not to be saved."""

    @classmethod
    def editors(cls) -> Who:
        return OWNER | SUPERIOR

    @classmethod
    def called(cls, verb):
        """The words on a verb's button."""
        return verb.label

    def validate_constraints(self, exclude=None):
        """The check constraints of the database, asked here without a query; each error stands at its field."""
        errors = defaultdict(list)
        for constraint in self._meta.constraints:
            condition: Any = getattr(constraint, "condition", None)
            if isinstance(constraint, models.CheckConstraint) and not holds(condition, self):
                names = {field.name for field in self._meta.fields}
                name = constraint.violation_error_code
                if name not in (exclude or ()):  # that field's own error says it already
                    errors[name if name in names else NON_FIELD_ERRORS].append(constraint.violation_error_message)
        if errors:
            raise ValidationError(errors)

    @classmethod
    def derive(cls, rows, *, at) -> dict:
        """Work out what follows from what verbs changed, before these rows are written; by key, the fields it set."""
        return {}

    @classmethod
    def settle(cls, rows, changes, *, by):
        """Bring what is derived in line after verbs changed these rows; called inside their transaction."""


@cache
def _beginnings(model) -> dict:
    """Of each column what it begins with. Instants, salts and the like are for whoever makes one to give."""
    fields = model._meta.concrete_fields
    return {field.attname: None if callable(field.default) else field.get_default() for field in fields}


class OwnedRecord(Record):
    """A record that belongs to a person."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_owned",
        verbose_name=_("owner"),
    )

    class Meta:
        abstract = True
