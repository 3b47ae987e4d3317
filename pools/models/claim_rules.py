from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

AT_LEAST_ONE = (MinValueValidator(1),)


class ClaimRules(models.Model):
    """How much of a pool its members may take for themselves. Empty means no limit; its administrators are exempt."""

    claims_a_day = models.PositiveSmallIntegerField(
        _("claims a day"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("The most leads a member may claim here on one calendar day of the pool."),
    )
    most_held = models.PositiveIntegerField(
        _("open leads held"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("The most open leads of this pool a member may hold; the person's own limit counts as well."),
    )
    last_owner_waits_days = models.PositiveSmallIntegerField(
        _("days the last owner waits"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("Who had a lead last claims it again only so many days after it was released."),
    )
    fresh_for_days = models.PositiveSmallIntegerField(
        _("days a lead stays fresh"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("A lead is not claimed for so many days after it entered the pool; administrators assign it."),
    )

    class Meta:
        abstract = True
