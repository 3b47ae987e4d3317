from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.models.editors import who_edits
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import UNTOLD, moment, verb


class CampaignStatus(models.TextChoices):
    PLANNING = "planning", _("Planning")
    IN_PROGRESS = "in_progress", _("In progress")
    ON_HOLD = "on_hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (CampaignStatus.PLANNING, CampaignStatus.IN_PROGRESS, CampaignStatus.ON_HOLD)
CLOSED = (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED)
DAYS = ("starts_on", "ends_on")


def status_in(*statuses, refusal) -> When:
    return When(Q(status__in=statuses), refusal)


STILL_OPEN = status_in(*OPEN, refusal=_("This campaign is over. Reopen it first."))


class RunningQuerySet(models.QuerySet):
    def open(self):
        """Those that are not over."""
        return self.filter(status__in=OPEN)


class Running(models.Model):
    """How a campaign goes on: planned, in progress, on hold, over."""

    status = models.CharField(
        _("status"),
        max_length=11,
        choices=CampaignStatus.choices,
        default=CampaignStatus.PLANNING,
        editable=False,
    )
    starts_on: Any
    ends_on: Any
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @verb(
        _("Start"),
        when=status_in(
            CampaignStatus.PLANNING,
            CampaignStatus.ON_HOLD,
            refusal=_("Only a campaign that is planned or on hold can be started."),
        ),
        who=who_edits,
        icon="player-play",
    )
    def start(self, *, by, starts_on: date | None = None, ends_on: date | None = None):
        """From the one day to the other, where they are given; raises `ValidationError` at each that is missing."""
        self.status = CampaignStatus.IN_PROGRESS
        self.starts_on, self.ends_on = starts_on or self.starts_on, ends_on or self.ends_on
        if missing := [name for name in DAYS if getattr(self, name) is None]:
            said = _t("A campaign in progress needs the day it starts and the day it ends.")
            raise ValidationError({name: [said] for name in missing})
        self.validate_constraints()

    @verb(
        _("Put on hold"),
        when=status_in(CampaignStatus.IN_PROGRESS, refusal=_("Only a campaign in progress can be put on hold.")),
        who=who_edits,
        icon="player-pause",
    )
    def hold(self, *, by):
        self.status = CampaignStatus.ON_HOLD

    @verb(_("Complete"), when=STILL_OPEN, who=who_edits, icon="circle-check")
    def complete(self, *, by):
        self.status, self.completed_at = CampaignStatus.COMPLETED, moment(self)

    @verb(_("Complete"), backstage=True)
    def complete_when_past(self, *, by, now: datetime):
        """What the night does: complete a campaign in progress whose last day is over where its owner is."""
        zone = self.owner.zone if self.owner else ZoneInfo(settings.TIME_ZONE)
        if self.status != CampaignStatus.IN_PROGRESS or not self.is_past(now.astimezone(zone).date()):
            raise Refused(_t("This campaign is not over."))
        self.complete(by=by)
        return UNTOLD

    @verb(_("Cancel"), when=STILL_OPEN, who=who_edits, icon="ban", danger=True)
    def cancel(self, *, by):
        self.status, self.completed_at = CampaignStatus.CANCELLED, moment(self)

    @verb(
        _("Reopen"),
        when=status_in(*CLOSED, refusal=_("This campaign is not over.")),
        who=who_edits,
        icon="rotate-clockwise",
    )
    def reopen(self, *, by):
        """Back to planning: what is to run again has its days looked at first."""
        self.status, self.completed_at = CampaignStatus.PLANNING, None
