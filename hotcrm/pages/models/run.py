import os
import secrets
import socket
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models.lease import LONG_AGO

UNDOABLE_FOR = timedelta(days=7)


class RunStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", _("Cancelled")
    STOPPED = "stopped", _("Stopped")


LIVE = (RunStatus.QUEUED, RunStatus.RUNNING)


class RunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody their own; CRM administrators all."""
        return self if user.is_crm_admin else self.filter(by=user)

    def live(self):
        return self.filter(status__in=LIVE)

    def left_alone(self):
        """Those to be carried out that nobody is carrying out: new, given back, or left by a worker that died."""
        return self.live().filter(lease_until__lte=Now())


class Run(models.Model):
    """A verb done to many records, chunk by chunk, in the background: what was chosen and what became of it.

    `cursor` is the key of the last record that is done with; it moves in the transaction that did it.
    """

    type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    verb = models.CharField(_("what"), max_length=40)
    params = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="runs", verbose_name=_("by"))
    token = models.CharField(max_length=64)
    undo_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    status = models.CharField(_("status"), max_length=9, choices=RunStatus.choices, default=RunStatus.QUEUED)
    problem = models.CharField(_("why it stopped"), max_length=300, blank=True)
    total = models.PositiveIntegerField(_("selected"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    refused = models.PositiveIntegerField(_("skipped"), default=0)
    cursor = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    lease_holder = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(default=LONG_AGO)
    heartbeat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=["by", "token"], name="run_started_once")]
        indexes = [
            models.Index(fields=["by", "-id"], name="run_by_person"),
            models.Index(fields=["lease_until"], name="run_live", condition=Q(status__in=["queued", "running"])),
        ]

    def __str__(self):
        if self.undo_of_id:
            return _t("Undo: %(what)s") % {"what": self.undo_of}
        return str(self.bound_verb.label)

    def get_absolute_url(self):
        return reverse("run_detail", args=[self.pk])

    @property
    def bound_verb(self):
        return getattr(self.type.model_class(), self.verb)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def handled(self) -> int:
        return self.done + self.refused

    @property
    def untried(self) -> int:
        return self.total - self.handled

    @property
    def may_be_undone(self) -> bool:
        """For a week, once, where the verb can be taken back."""
        return (
            not self.is_live
            and self.done > 0
            and self.undo_of_id is None
            and self.verb in getattr(self.type.model_class(), "undoable", ())
            and timezone.now() - self.created_at < UNDOABLE_FOR
            and not hasattr(self, "undone_by")
        )

    def reasons(self, most=5) -> list[tuple[str, int]]:
        """Why records were skipped, with how many each; the commonest first."""
        refused = self.items.filter(outcome=Outcome.REFUSED).values_list("why")
        return list(refused.annotate(number=models.Count("pk")).order_by("-number", "why")[:most])

    def take(self, *, seconds: float) -> bool:
        """Make it ours for so long; False while another worker has it, or when it is over."""
        self.lease_holder = f"{socket.gethostname()[:100]}:{os.getpid()}:{secrets.token_hex(8)}"
        taken = (
            Run.objects.filter(pk=self.pk)
            .left_alone()
            .update(
                status=RunStatus.RUNNING,
                lease_holder=self.lease_holder,
                lease_until=Now() + timedelta(seconds=seconds),
                heartbeat_at=Now(),
            )
        )
        if taken:
            self.refresh_from_db()
        return bool(taken)

    def advance(self, *, cursor: int | None, done, refused, seconds: float) -> bool:
        """A chunk is done with: called last in its transaction, so that it counts once or, when False, not at all.

        Without a `cursor` it was one behind the next, and the cursor stays."""
        advanced = self._mine().update(
            cursor=F("cursor") if cursor is None else cursor,
            done=F("done") + done,
            refused=F("refused") + refused,
            failures=0,
            lease_until=Now() + timedelta(seconds=seconds),
            heartbeat_at=Now(),
        )
        if advanced and cursor is not None:
            self.cursor = cursor
        return bool(advanced)

    def give_back(self, *, after: float = 0):
        """Let another worker, or this one later, go on."""
        self._mine().update(lease_holder="", lease_until=Now() + timedelta(seconds=after), failures=self.failures)

    def close(self, status, *, problem=""):
        self._mine().update(status=status, problem=problem[:300], finished_at=timezone.now())

    def cancel(self) -> bool:
        """What is done stays done; the rest is not begun."""
        live = Run.objects.filter(pk=self.pk).live()
        return bool(live.update(status=RunStatus.CANCELLED, finished_at=Coalesce("finished_at", timezone.now())))

    def _mine(self):
        return Run.objects.filter(pk=self.pk, lease_holder=self.lease_holder, status=RunStatus.RUNNING)


class Outcome(models.TextChoices):
    WAITING = "waiting", _("Not tried")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Skipped")


class RunItem(models.Model):
    """One record of a run. `version` is the record's when it was chosen and, once done, as the verb left it;
    `before` is what the fields that changed held until then."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="items", db_index=False)
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.CharField(_("why"), max_length=300, blank=True)
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "object_id"], name="run_item_once")]
        indexes = [models.Index(fields=["run", "object_id"], name="run_refused", condition=Q(outcome="refused"))]

    def __str__(self):
        return f"{self.object_id}: {self.outcome}"
