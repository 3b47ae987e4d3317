from functools import cached_property
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.people.names import full_name
from hotcrm.people.rights import LINES, READING, Duty, Right
from hotcrm.people.roles import READING_ALL, SELLING, Role
from hotcrm.prepared import prepared

from .reporting import Reporting


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class Theme(models.TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractUser):
    """A person who works here, or at a partner company."""

    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("manager")
    )
    department = models.ForeignKey(
        "people.Department",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("primary department"),
    )
    partner_company = models.ForeignKey(
        "people.PartnerCompany",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("partner company"),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=settings.TIME_ZONE, validators=[validate_time_zone]
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    absent_from = models.DateField(_("absent from"), null=True, blank=True)
    absent_until = models.DateField(_("absent until"), null=True, blank=True)
    holding_limit = models.PositiveIntegerField(
        _("holding limit"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("The most open leads this person may hold; empty means no limit."),
    )
    needs_second_factor = models.BooleanField(
        _("must sign in with a second factor"),
        default=False,
        help_text=_("Whatever the role says. Who has no authenticator app yet sets one up at the next sign-in."),
    )
    must_change_password = models.BooleanField(
        _("must change the password"), default=False, help_text=_("At the next sign-in, before anything else.")
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(manager__isnull=True) | ~models.Q(manager=models.F("id")),
                name="user_not_own_manager",
                violation_error_message=_("Nobody is their own manager."),
            ),
            models.CheckConstraint(
                condition=models.Q(absent_until__isnull=True) | models.Q(absent_until__gte=models.F("absent_from")),
                name="user_absence_in_order",
                violation_error_message=_("An absence cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_full_name(self):
        return full_name(self.first_name, "", self.last_name)

    def clean(self):
        super().clean()
        if self.pk and self.manager_id == self.pk:
            raise ValidationError({"manager": _("Nobody is their own manager.")})
        if self.pk and self.manager_id and Reporting.objects.filter(boss=self, person=self.manager_id).exists():
            raise ValidationError({"manager": _("This person already reports to the one you are editing.")})

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user._loaded_manager_id = user.__dict__.get("manager_id")
        return user

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.manager_id != getattr(self, "_loaded_manager_id", None):
                Reporting.rebuild()
        self._loaded_manager_id = self.manager_id

    def shut_out(self):
        """Nobody comes in as this person any more, not even when they are let in again: not by a session that is
        open somewhere, nor by a token of theirs."""
        self._set_active(False)

    def let_in(self):
        self._set_active(True)

    @transaction.atomic
    def _set_active(self, is_active):
        """What was open until now ends either way: who left before this was so may have left something behind."""
        self.is_active = is_active
        self.save(update_fields=["is_active"])
        self.sessions.all().end()
        self.api_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())

    @cached_property
    def roles(self) -> frozenset[str]:
        """The codes of this person's roles. One query, once a request, for these and the rights."""
        return self._roles_and_rights[False]

    @cached_property
    def rights(self) -> frozenset[str]:
        """The codes of what this person's roles have a right to. CRM administrators hold all, auditors what reads."""
        if self.is_crm_admin:
            return frozenset(Right.values)
        return self._roles_and_rights[True].intersection(READING if self.only_reads else Right.values)

    @property
    def must_use_second_factor(self) -> bool:
        """Whether a password alone does not let this person in. No query beyond the one for the roles."""
        return self.needs_second_factor or Duty.SECOND_FACTOR in self._roles_and_rights[True]

    @cached_property
    def _roles_and_rights(self) -> dict[bool, frozenset[str]]:
        """By whether it is a right."""
        found = _roles_and_rights_of(self.pk) if self.pk else []
        return {kind: frozenset(code for is_right, code in found if is_right == kind) for kind in (False, True)}

    @property
    def role_names(self) -> list[str]:
        """The roles in words, in the order of their definition."""
        return [str(label) for code, label in Role.choices if code in self.roles]

    @property
    def is_crm_admin(self) -> bool:
        return self.is_superuser or Role.CRM_ADMIN in self.roles

    def has_perm(self, perm, obj=None):
        """A CRM administrator may do everything in the administration; whether they get in is said by `is_staff`."""
        return (self.is_active and self.is_crm_admin) or super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        return (self.is_active and self.is_crm_admin) or super().has_module_perms(app_label)

    @property
    def is_partner(self) -> bool:
        return self.partner_company_id is not None

    @property
    def sees_everything(self) -> bool:
        return self.is_crm_admin or (not self.is_partner and not self.roles.isdisjoint(READING_ALL))

    @property
    def sells(self) -> bool:
        """Sales reps and their managers, who have records of their own; CRM administrators may do everything."""
        return not self.is_partner and (self.is_crm_admin or bool(self.roles.intersection(SELLING)))

    @property
    def may_create(self) -> bool:
        return self.is_crm_admin or bool(self.roles - {Role.AUDITOR})

    @property
    def only_reads(self) -> bool:
        """An auditor changes no record, whoever it belongs to."""
        return self.roles == {Role.AUDITOR} and not self.is_superuser

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self):
        """The date it is where this person works."""
        return timezone.localdate(timezone=self.zone)

    def is_absent(self, day=None) -> bool:
        day = day or self.today()
        return bool(
            self.absent_from and self.absent_from <= day and (self.absent_until is None or day <= self.absent_until)
        )


@prepared
def _roles_and_rights_of(user):
    roles = Group.objects.filter(user=user).order_by().values_list(models.Value(0), "name")
    rights = Permission.objects.filter(content_type__app_label="people", codename__in=[line.value for line in LINES])
    rights = rights.order_by().values_list(models.Value(1), "codename")
    return roles.union(rights.filter(group__user=user), rights.filter(user=user), all=True)
