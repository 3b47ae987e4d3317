"""By which hours and rules the clocks of a pool's leads go."""

import secrets
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pools.calendar import Calendar

from .recycling import RecycleRule
from .working_time import Holiday, WorkingHours


@dataclass(frozen=True, eq=False)
class Clocks:
    """What a pool's hours, holidays and recycle rules come to. Built once for each version of them."""

    calendar: Calendar
    rules: tuple[RecycleRule, ...]  # those in force, in their order, with their conditions

    @property
    def has_conditions(self) -> bool:
        return any(rule.conditions.all() for rule in self.rules)


class Clocked(models.Model):
    """The clocks of a pool: its calendar and its recycle rules, at hand without a query wherever its row is."""

    time_zone: str

    rules_version = models.CharField(max_length=16, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def clocks(self) -> Clocks:
        """Four queries the first time that a process meets a version of the rules, none after."""
        if not self.rules_version:
            return _plain_clocks(self.time_zone)
        return _clocks_of(self.pk, self.rules_version, self.time_zone)

    def rules_changed(self):
        """Hours, holidays, timers, recycle rules or their conditions are other ones now; so is every date that
        follows from them.

        Whoever saves them calls this when all rows are written, inside the same transaction. From then on every
        process reads them anew, and the dates of the leads inside are worked out again within a minute or so.
        """
        self.rules_version = secrets.token_hex(8)
        self.save(update_fields=["rules_version"])
        ClockRun.objects.create(pool_id=self.pk)


class ClockRun(models.Model):
    """That the clocks of a pool's leads are to be set again, and how far that has come.

    The row is the work: whoever finds it unfinished goes on behind `cursor`, whatever became of the worker before.
    """

    pool = models.ForeignKey("pools.Pool", models.CASCADE, related_name="clock_runs")
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    cursor = models.BigIntegerField(default=0)  # the last lead done
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("clock run")
        verbose_name_plural = _("clock runs")
        indexes = [
            models.Index(fields=["asked_at"], condition=models.Q(finished_at__isnull=True), name="clock_run_due")
        ]

    def __str__(self):
        return f"{self.pool_id} {self.asked_at:%Y-%m-%d %H:%M}"


class RecycleRun(models.Model):
    """One night of a pool: what its recycle rules took, or that the brake stopped them.

    `allowed_by` says to take it all the same; `finished_at` that nothing is left to take.
    """

    pool = models.ForeignKey("pools.Pool", models.CASCADE, related_name="recycle_runs")
    on = models.DateField(_("day"))
    due = models.PositiveIntegerField(_("leads due"), default=0)
    owned = models.PositiveIntegerField(_("leads owned"), default=0)
    taken = models.PositiveIntegerField(_("leads taken back"), default=0)
    braked_at = models.DateTimeField(_("stopped by the brake"), null=True, blank=True)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("allowed by"),
    )
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recycle run")
        verbose_name_plural = _("recycle runs")
        ordering = ("-on", "-pk")
        constraints = [models.UniqueConstraint(fields=["pool", "on"], name="recycle_run_once_a_day")]

    def __str__(self):
        return f"{self.pool_id} {self.on}"

    @property
    def has_begun(self) -> bool:
        """It was counted; before that it may have been allowed."""
        return self.owned > 0 or self.finished_at is not None

    @property
    def is_stopped(self) -> bool:
        """By the brake, and nobody has said to go on."""
        return self.braked_at is not None and self.finished_at is None and self.allowed_by_id is None


@lru_cache(maxsize=512)
def _clocks_of(pool: int, version: str, zone: str) -> Clocks:
    """`version` is drawn by lot, so what stands here is never another's, nor out of date."""
    hours = WorkingHours.objects.filter(pool=pool).values_list("weekday", "opens", "closes")
    holidays = Holiday.objects.filter(pool=pool).values_list("on", flat=True)
    rules = RecycleRule.objects.filter(pool=pool, is_active=True).prefetch_related("conditions")
    return Clocks(Calendar(zone, hours, holidays), tuple(rules))


@lru_cache(maxsize=512)
def _plain_clocks(zone: str) -> Clocks:
    """Of a pool whose rules nobody ever set."""
    return Clocks(Calendar(zone), ())
