from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import Department, User
from hotcrm.prepared import prepared
from hotcrm.records.among import one_of
from hotcrm.records.conditions import Who, exactly_one
from hotcrm.records.reach import Reach

from .team import Access


class SharingRuleQuerySet(models.QuerySet):
    def in_force(self, day):
        started = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
        return self.filter(started, Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def reaching(self, user):
        """The rules that give something to this person today, where they work."""
        return self.in_force(user.today()).filter(_to(user.pk, user.department_id))


def _to(user, department) -> Q:
    """The rules that name this person, whenever they are in force."""
    groups = User.groups.through.objects.filter(user=user).values("group")
    to_me = Q(to_user=user) | Q(to_group__in=groups)
    return to_me | Q(to_department=department) if department else to_me


def _side(model, label) -> models.ForeignKey:
    return models.ForeignKey(model, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=label)


class SharingRule(models.Model):
    """What belongs to some people is shared with others: from a person, a department or a group (a role is a group)
    to a person, a department or a group. A department stands for the people whose primary department it is."""

    type = models.ForeignKey(
        ContentType,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of record"),
        help_text=_("Empty: leads, accounts, contacts and opportunities alike."),
    )
    from_user = _side(settings.AUTH_USER_MODEL, _("owned by the person"))
    from_department = _side(Department, _("owned by people of the department"))
    from_group = _side(Group, _("owned by people of the group or role"))
    to_user = _side(settings.AUTH_USER_MODEL, _("shared with the person"))
    to_department = _side(Department, _("shared with people of the department"))
    to_group = _side(Group, _("shared with people of the group or role"))
    access = models.CharField(_("access"), max_length=5, choices=Access.choices, default=Access.READ)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until and including"), null=True, blank=True)

    objects = SharingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sharing rule")
        verbose_name_plural = _("sharing rules")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("from_user", "from_department", "from_group"),
                name="sharing_from_one",
                violation_error_message=_("Choose whose records are shared: a person, a department or a group."),
            ),
            models.CheckConstraint(
                condition=exactly_one("to_user", "to_department", "to_group"),
                name="sharing_to_one",
                violation_error_message=_("Choose with whom: a person, a department or a group."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="sharing_in_order",
                violation_error_code="ends_on",
                violation_error_message=_("A rule cannot end before it begins."),
            ),
        ]

    def __str__(self):
        given = self.from_user or self.from_department or self.from_group
        return f"{given} → {self.to_user or self.to_department or self.to_group}"


def shared_owners(reach: Reach, model: str, access: str = "") -> tuple[int, ...]:
    """Whose records of a model ("leads.lead") are shared with this person, with at least this access.

    One query a request where no rule names them, at most four otherwise. Nothing is shared with partners, nor asked
    of those whom it could give nothing.
    """
    if reach.is_partner or reach.user.is_crm_admin or reach.user.only_reads:
        return ()
    rules = _rules(reach)
    if not rules:
        return ()
    kind = ContentType.objects.get_by_natural_key(*model.split(".")).pk
    wanted = [rule for rule in rules if rule.type_id in (None, kind) and access in ("", rule.access)]
    departments, groups = _people(reach, rules)
    owners = {rule.from_user_id for rule in wanted if rule.from_user_id}
    for rule in wanted:
        owners.update(departments.get(rule.from_department_id, ()), groups.get(rule.from_group_id, ()))
    return tuple(sorted(owners - {reach.user.pk}))


def shared_to_write(model: str) -> Who:
    """The door of those with whom the owner's records are shared for reading and writing."""
    return Who(lambda reach: one_of("owner_id", shared_owners(reach, model, Access.WRITE)))


def _rules(reach) -> list[SharingRule]:
    if "sharing_rules" not in reach.__dict__:
        is_named = _one_that_names(reach.user.pk, reach.user.department_id)
        reach.__dict__["sharing_rules"] = list(SharingRule.objects.reaching(reach.user)) if is_named else []
    return reach.__dict__["sharing_rules"]


@prepared
def _one_that_names(user, department):
    return SharingRule.objects.filter(_to(user, department)).order_by().values_list("pk")[:1]


def _people(reach, rules) -> tuple[dict[int | None, list[int]], dict[int | None, list[int]]]:
    """The people of the departments and of the groups these rules share from."""
    if "sharing_people" not in reach.__dict__:
        reach.__dict__["sharing_people"] = (
            _by_key(User.objects, "department_id", "pk", {rule.from_department_id for rule in rules}),
            _by_key(User.groups.through.objects, "group_id", "user_id", {rule.from_group_id for rule in rules}),
        )
    return reach.__dict__["sharing_people"]


def _by_key(rows, key, person, keys) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    if keys := keys - {None}:
        for one, pk in rows.filter(**{f"{key}__in": keys}).values_list(key, person):
            found.setdefault(one, []).append(pk)
    return found
