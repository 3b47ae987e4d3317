from django.db import models
from django.utils.translation import gettext_lazy as _

from .claim_rules import AT_LEAST_ONE


class Timers(models.Model):
    """How long, in working hours of the pool, a lead may wait. Empty means no such timer."""

    first_contact_hours = models.PositiveSmallIntegerField(
        _("hours until the first contact"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("The first contact with a lead is due so many working hours after it came in."),
    )
    unassigned_hours = models.PositiveSmallIntegerField(
        _("hours unassigned"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("Administrators are told of a lead that nobody got for so many working hours."),
    )
    no_follow_up_hours = models.PositiveSmallIntegerField(
        _("hours without a follow-up"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("Owner and administrators are told so many working hours after a lead was given to somebody."),
    )

    class Meta:
        abstract = True
