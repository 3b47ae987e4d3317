import secrets
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT_AFTER_THE_END = timedelta(days=1)
KEPT_UNDECIDED = timedelta(days=7)
PATIENCE = 3  # turns in a row that may fail for reasons of ours


def stored_name(run, name):
    """Nobody guesses where an upload lies, and nothing of its name reaches the disk."""
    ending = ".xlsx" if name.lower().endswith(".xlsx") else ".csv"
    return f"imports/{timezone.now():%Y/%m}/{secrets.token_hex(16)}{ending}"


class ImportRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody their own; administrators all."""
        return self if user is None or user.is_crm_admin else self.filter(by=user)

    def with_stale_files(self):
        """Whose file is of no more use: the rejected rows stand in a table of their own."""
        now = timezone.now()
        finished = models.Q(finished_at__lt=now - KEPT_AFTER_THE_END)
        abandoned = models.Q(status=ImportRun.Status.CHOOSING, created_at__lt=now - KEPT_UNDECIDED)
        return self.filter(finished | abandoned).exclude(file="")

    def unfinished(self):
        return self.filter(status__in=(ImportRun.Status.WAITING, ImportRun.Status.RUNNING))


class ImportRun(models.Model):
    """One file on its way in: what was uploaded, how its columns are understood, and how far it has come.

    `cursor` is the number of the last row that is done with; it moves in the same transaction as what the rows
    became, so that a run goes on exactly where a killed worker left it.
    """

    class Status(models.TextChoices):
        CHOOSING = "choosing", _("Columns to be chosen")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    created_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=200)
    headers = models.JSONField(default=list)
    label = models.CharField(_("format"), max_length=200, blank=True)
    evidence = models.JSONField(default=dict)  # see importing.evidence
    mapping = models.JSONField(default=list)  # for each header the name of its field, or ""
    options = models.JSONField(default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.CHOOSING)
    cursor = models.BigIntegerField(default=0)
    share = models.PositiveSmallIntegerField(_("progress (%)"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    noted = models.PositiveIntegerField(_("with a value kept in the notes"), default=0)
    problem = models.TextField(_("problem"), blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row, for reasons of ours
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["by", "-id"], name="import_run_by"),
            models.Index(
                fields=["id"], name="import_run_unfinished", condition=models.Q(status__in=["waiting", "running"])
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def importer(self):
        """How rows become records of this type: `IMPORTER` in the module `importing` of the type's own app."""
        return import_module(f"{self.type.app_label}.importing").IMPORTER

    @property
    def done(self) -> int:
        return self.created + self.updated + self.rejected

    @property
    def is_finished(self) -> bool:
        return self.status in (self.Status.DONE, self.Status.FAILED, self.Status.CANCELLED)

    @property
    def is_choosing(self) -> bool:
        return self.status == self.Status.CHOOSING

    @property
    def went_well(self) -> bool:
        return self.status == self.Status.DONE and not self.rejected

    @property
    def rows_per_second(self) -> int | None:
        if not (self.started_at and self.finished_at):
            return None
        seconds = (self.finished_at - self.started_at).total_seconds()
        return round(self.done / seconds) if seconds else None

    def start(self, *, mapping, options):
        """The columns are chosen: from here on the background has it. False when it was started before."""
        chosen = ImportRun.objects.filter(pk=self.pk, status=self.Status.CHOOSING)
        started = chosen.update(mapping=mapping, options=options, status=self.Status.WAITING)
        self.refresh_from_db()
        return bool(started)

    def begin(self):
        ImportRun.objects.filter(pk=self.pk, started_at__isnull=True).update(started_at=timezone.now())
        ImportRun.objects.unfinished().filter(pk=self.pk).update(status=self.Status.RUNNING)

    def advance(self, *, cursor, share, created, updated, rejected, noted):
        """Called in the transaction that wrote the rows up to `cursor`."""
        ImportRun.objects.filter(pk=self.pk).update(
            cursor=cursor,
            share=share,
            created=F("created") + created,
            updated=F("updated") + updated,
            rejected=F("rejected") + rejected,
            noted=F("noted") + noted,
            failures=0,
        )

    def stumble(self, *, problem):
        """A turn failed for a reason of ours: another may do better, but not for ever."""
        ImportRun.objects.filter(pk=self.pk).update(failures=F("failures") + 1)
        self.refresh_from_db()
        if self.failures >= PATIENCE:
            self.finish(self.Status.FAILED, problem=problem)

    def finish(self, status=Status.DONE, *, problem=""):
        ImportRun.objects.unfinished().filter(pk=self.pk).update(
            status=status, problem=problem, finished_at=timezone.now(), **({"share": 100} if not problem else {})
        )
        self.refresh_from_db()

    def forget_file(self):
        """No list of people lies around longer than it is needed."""
        self.file.delete(save=False)
        if self.is_choosing:
            self.cancel()
        ImportRun.objects.filter(pk=self.pk).update(file="")

    def cancel(self) -> bool:
        """What is in stays in; the rest is not begun."""
        running = ImportRun.objects.filter(pk=self.pk).exclude(status__in=("done", "failed", "cancelled"))
        return bool(running.update(status=self.Status.CANCELLED, finished_at=timezone.now()))


class RejectedRow(models.Model):
    """A row that could not be taken over, as it stood in the file, and why."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejects", db_index=False)
    number = models.BigIntegerField(_("row"))
    cells = models.JSONField()
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="rejected_row_once")]

    def __str__(self):
        return f"{self.number}: {self.reason}"
