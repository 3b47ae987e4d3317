from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.records.lead_words import PENDING, part_label, status_label
from hotcrm.records.models import Picklist

from .claim_rules import ClaimRules
from .clocks import Clocked
from .hiding import Hiding
from .recycling import Brake
from .routing import NEEDS_ASSIGNEE, Routed
from .timers import Timers
from .working_time import WorkingTime


class ReturnReason(Picklist):
    class Meta(Picklist.Meta):
        verbose_name = _("return reason")
        verbose_name_plural = _("return reasons")

    @classmethod
    def labels_of(cls, codes) -> dict[str, str]:
        """What these codes say to people, but for those that are none of ours. One query."""
        return {reason.pk: str(reason) for reason in cls.objects.filter(pk__in=set(codes))}


class PoolType(models.TextChoices):
    CLAIMABLE = "claimable", _("Visible and claimable; assignable by administrators")
    ADMIN_ONLY = "admin_only", _("Invisible; assignable by administrators")


class StatusAtHandover(models.TextChoices):
    """What an untouched lead becomes when somebody gets it: worked at once, or pending until the first activity."""

    WORKING = "working", status_label("working")
    NEW = "new", part_label(PENDING)


class Pool(ClaimRules, WorkingTime, Timers, Brake, Clocked, Routed, Hiding, models.Model):
    """Where leads wait for somebody to work them: the sum of its rules."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    type = models.CharField(_("type"), max_length=10, choices=PoolType.choices, default=PoolType.CLAIMABLE)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    is_default = models.BooleanField(_("default pool"), default=False)
    status_on_claim = models.CharField(
        _("status on claim"), max_length=7, choices=StatusAtHandover.choices, default=StatusAtHandover.WORKING
    )
    status_on_assign = models.CharField(
        _("status on assign"), max_length=7, choices=StatusAtHandover.choices, default=StatusAtHandover.NEW
    )
    notify_on_claim = models.BooleanField(
        _("tell administrators of claims"),
        default=False,
        help_text=_("On: administrators get a notice when a member claims a lead."),
    )
    administrators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="pools_administered", verbose_name=_("administrators")
    )

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        ordering = ("-is_default", "name")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_pool"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(is_enabled=True),
                name="default_pool_enabled",
                violation_error_message=_("The default pool cannot be disabled."),
            ),
            NEEDS_ASSIGNEE,
        ]

    def __str__(self):
        return self.name

    @property
    def is_claimable(self) -> bool:
        """Whether its members take leads for themselves."""
        return self.is_enabled and self.type == PoolType.CLAIMABLE

    @classmethod
    def default(cls) -> "Pool":
        return cls.objects.get(is_default=True)
