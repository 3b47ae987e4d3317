from django.db import models
from django.utils.translation import gettext_lazy as _


class Timed(models.Model):
    """How long it has waited, by the timers of its pool. Due instants are worked out when something changes."""

    overdue_at = models.DateTimeField(_("overdue from"), null=True, editable=False)
    is_overdue = models.BooleanField(_("overdue"), default=False, editable=False)
    first_contact_due_at = models.DateTimeField(_("first contact due"), null=True, editable=False)
    contacted_at = models.DateTimeField(_("first contact"), null=True, editable=False)

    class Meta:
        abstract = True
