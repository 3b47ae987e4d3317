from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .lifecycle import OPEN, Status

HIGH_SCORE = 70  # strictly above
READY_SCORE = READY_COMPLETENESS = 80  # strictly above
HOT_RATING = 4


class LeadScopes(models.QuerySet):
    """The words in which lists, reports and jobs speak of leads."""

    def kept(self):
        return self.filter(discarded_at__isnull=True)

    def open(self):
        return self.filter(status__in=OPEN)

    def owned_by(self, person):
        return self.filter(owner=person)

    def unclaimed(self):
        """Waiting in a pool for somebody: no owner, status new."""
        return self.filter(owner__isnull=True, pool__isnull=False, status=Status.NEW, discarded_at__isnull=True)

    def unclaimed_in(self, pool):
        """The same of one pool, as its index knows it."""
        return self.filter(pool=pool, owner__isnull=True, status=Status.NEW, discarded_at__isnull=True)

    def high_score(self):
        return self.filter(score__gt=HIGH_SCORE)

    def hot(self):
        return self.filter(rating__gte=HOT_RATING, discarded_at__isnull=True)

    def recent(self, days=7):
        return self.filter(created_at__gte=timezone.now() - timedelta(days=days))

    def ready_to_convert(self):
        return self.open().filter(score__gt=READY_SCORE, data_completeness__gt=READY_COMPLETENESS)

    def to_follow_up(self, day):
        return self.open().filter(next_follow_up_on=day)

    def overdue(self):
        return self.filter(is_overdue=True)

    def awaiting_first_contact(self):
        return self.filter(first_contact_due_at__isnull=False, contacted_at__isnull=True)

    def pending(self):
        return self.filter(Q(status=Status.NEW) | Q(status=Status.WORKING), owner__isnull=False)
