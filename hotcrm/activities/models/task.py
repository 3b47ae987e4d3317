from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Event

from .placed import PlacedQuerySet, open_at


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")


class TaskQuerySet(PlacedQuerySet):
    def about(self, record):
        return open_at(self.filter(type=ContentType.objects.get_for_model(record), object_id=record.pk), record)

    def open(self):
        return self.filter(done_at__isnull=True)


class Task(models.Model):
    """Something to do about a record, by somebody, until a day."""

    type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    priority = models.CharField(_("priority"), max_length=6, choices=Priority.choices, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tasks", verbose_name=_("assignee")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=["type", "object_id", "due_on"], name="task_by_record"),
            models.Index(fields=["assignee", "due_on"], condition=Q(done_at__isnull=True), name="task_open"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < timezone.localdate()

    def finish(self, *, by) -> bool:
        """Tick it off and tell it on its record; False when it was done already. Two at once do it once."""
        return self._mark(timezone.now(), verb="task_done", by=by)

    def reopen(self, *, by) -> bool:
        return self._mark(None, verb="task_reopened", by=by)

    def _mark(self, done_at, *, verb, by) -> bool:
        with transaction.atomic():
            other_way = Task.objects.filter(pk=self.pk, done_at__isnull=done_at is not None)
            if not other_way.update(done_at=done_at):
                return False
            Event.objects.create(
                verb=verb, by=by, at=timezone.now(), data={"task": self.pk}, type=self.type, object_id=self.object_id
            )
        self.done_at = done_at
        return True
