from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import ApiToken

from .kinds import Area, Kind


class AuditEntry(models.Model):
    """Who saw, took out, gave or was refused what, when and from where. Written once (see `hotcrm.append_only`).

    `data` holds codes, ids, names of fields and counts: never a personal value, never a secret. `once` is the same
    for what is told only once: where a row has it already, no second one is written.
    """

    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("by")
    )
    area = models.CharField(_("area"), max_length=14, choices=Area.choices)
    kind = models.CharField(_("what"), max_length=16, choices=Kind.choices)
    type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("kind of record")
    )
    object_id = models.BigIntegerField(_("number"), null=True)
    address = models.GenericIPAddressField(_("address"), null=True)
    token = models.ForeignKey(
        ApiToken, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("token")
    )
    data = models.JSONField(_("more"), default=dict)
    once = models.CharField(max_length=120, null=True, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit")
        constraints = [models.UniqueConstraint(fields=["once"], name="audit_told_once")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["type", "object_id", "-at", "-id"], name="audit_by_target"),
            models.Index(fields=["by", "-at", "-id"], name="audit_by_person"),
            models.Index(fields=["area", "-at", "-id"], name="audit_by_area"),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id or ''}".strip()


class Forgetting(models.Model):
    """That the sweep is at work, and on entries of which age. The row is written, used and deleted in one transaction,
    so that nobody else ever sees it: to all others the door is shut."""

    before = models.DateTimeField()

    class Meta:
        verbose_name = _("forgetting")
        verbose_name_plural = _("forgetting")

    def __str__(self):
        return str(self.before)
