"""How a customer buys: the picklists of the qualification tab (PRODUCT 14)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Picklist

ALONE = "single_handedly"  # the contact level that needs no other decision maker


class Procurement(Picklist):
    class Meta(Picklist.Meta):
        verbose_name = _("procurement procedure")
        verbose_name_plural = _("procurement procedures")


class DecisionLevel(Picklist):
    class Meta(Picklist.Meta):
        verbose_name = _("decision level")
        verbose_name_plural = _("decision levels")


class ContactLevel(Picklist):
    """What part the contact person has in the decision; see `ALONE`."""

    class Meta(Picklist.Meta):
        verbose_name = _("contact person level")
        verbose_name_plural = _("contact person levels")


class Terms(Picklist):
    """Within what time the customer expects a solution."""

    days = models.PositiveSmallIntegerField(
        _("days until the estimated closing date"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Counted from the day the terms are chosen. Empty: the date is left to the person."),
    )

    class Meta(Picklist.Meta):
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
