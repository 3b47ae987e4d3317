from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Picklist

from .placed import LinkedQuerySet


class ActivityKind(Picklist):
    """`is_contact` tells a try to reach somebody from a mere note."""

    is_contact = models.BooleanField(_("is a contact"), default=True)

    class Meta(Picklist.Meta):
        verbose_name = _("activity kind")
        verbose_name_plural = _("activity kinds")


class ActivityResult(Picklist):
    """`is_failure` marks the results that count as a failed attempt to reach somebody."""

    is_failure = models.BooleanField(_("is a failed attempt"), default=False)

    class Meta(Picklist.Meta):
        verbose_name = _("activity result")
        verbose_name_plural = _("activity results")


class ActivityQuerySet(LinkedQuerySet):
    def about(self, record):
        """The activities linked to a record, newest first."""
        content_type = ContentType.objects.get_for_model(record)
        return self.filter(links__type=content_type, links__object_id=record.pk).order_by("-at", "-pk")

    def write_down(self, record, **values):
        """Create an activity and link it to this record. Two queries."""
        activity = self.create(**values)
        content_type = ContentType.objects.get_for_model(record)
        ActivityLink.objects.create(activity=activity, type=content_type, object_id=record.pk, at=activity.at)
        return activity


class Activity(models.Model):
    """Something that was done: a call, a visit, a note. It may be linked to several records."""

    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    result = models.ForeignKey(
        ActivityResult, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("result")
    )
    body = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="activities", verbose_name=_("by")
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def __str__(self):
        return f"{self.kind_id} {self.at:%Y-%m-%d}"


class ActivityLink(models.Model):
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="links")
    type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "type", "object_id"], name="activity_linked_once")]
        indexes = [models.Index(fields=["type", "object_id", "-at", "-id"], name="activity_by_record")]

    def __str__(self):
        return f"{self.activity_id} {self.object_id}"
