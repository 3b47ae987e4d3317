from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from pools.models import Pool


class Timed(models.Model):
    """How long it has waited, by the timers of its pool. Due instants are worked out when something changes."""

    pool: Pool | None
    owner_id: int | None
    is_open: bool
    created_at: datetime
    assigned_at: datetime
    released_at: datetime | None

    overdue_at = models.DateTimeField(_("overdue from"), null=True, editable=False)
    is_overdue = models.BooleanField(_("overdue"), default=False, editable=False)
    followed_up_at = models.DateTimeField(_("last follow-up"), null=True, editable=False)
    first_contact_due_at = models.DateTimeField(_("first contact due"), null=True, editable=False)
    contacted_at = models.DateTimeField(_("first contact"), null=True, editable=False)
    is_contact_late = models.BooleanField(_("first contact late"), default=False, editable=False)

    class Meta:
        abstract = True

    def note_contact(self, at):
        """Somebody was in touch, or tried: the first contact, and a follow-up, which stops the owner's timer."""
        self.contacted_at = min(filter(None, (self.contacted_at, at)))
        self.followed_up_at = max(filter(None, (self.followed_up_at, at)))

    def set_timers(self, *, now):
        """Work out what is due when. That it is overdue the sweep finds out; here only that it is not any more."""
        self.overdue_at = self._overdue_at()
        if self.overdue_at is None or self.overdue_at > now:
            self.is_overdue = False
        if self.contacted_at is None:
            hours = self.pool.first_contact_hours if self.pool and self.is_open else None
            self.first_contact_due_at = self._after(self.created_at, hours)
        self._judge_first_contact(now)

    @property
    def waiting_since(self) -> datetime:
        """Since when it has no owner: it came in, or came back."""
        return max(filter(None, (self.created_at, self.released_at)))

    @property
    def is_followed_up(self) -> bool:
        """Whether anything was done about it since its owner has it."""
        return self.followed_up_at is not None and self.followed_up_at >= self.assigned_at

    @property
    def awaits_first_contact(self) -> bool:
        return self.first_contact_due_at is not None and self.contacted_at is None

    def _overdue_at(self) -> datetime | None:
        if self.pool is None or not self.is_open:
            return None
        if self.owner_id is None:
            return self._after(self.waiting_since, self.pool.unassigned_hours)
        return None if self.is_followed_up else self._after(self.assigned_at, self.pool.no_follow_up_hours)

    def _after(self, since, hours) -> datetime | None:
        return self.pool.clocks.calendar.add(since, hours) if self.pool and hours else None

    def _judge_first_contact(self, now):
        due = self.first_contact_due_at
        if due is None:
            self.is_contact_late = False
        elif self.contacted_at is not None:
            self.is_contact_late = self.contacted_at > due
        elif due > now:
            self.is_contact_late = False
