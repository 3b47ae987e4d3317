from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class EventQuerySet(models.QuerySet):
    def about(self, *records):
        """The history of these records, newest first."""
        content_type = ContentType.objects.get_for_model(records[0])
        return self.filter(type=content_type, object_id__in=[r.pk for r in records]).order_by("-at", "-pk")


class Event(models.Model):
    """What happened to a record: who, when, what, from and to. Written by verbs, never changed, kept for good.

    `data` holds codes, ids and field names, never personal values.
    """

    type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    verb = models.CharField(_("what"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    data = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["type", "object_id", "-at", "-id"], name="event_by_record")]

    def __str__(self):
        return f"{self.verb} {self.object_id}"
