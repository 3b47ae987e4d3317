from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

AT_LEAST_ONE = (MinValueValidator(1),)


class ClaimRules(models.Model):
    """How much of a pool its members may take for themselves. Empty means no limit; its administrators are exempt."""

    time_zone: str

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

    def day_of(self, at: datetime) -> tuple[datetime, datetime]:
        """From when to when the calendar day lasts, in the pool's own time zone, that this instant falls on."""
        midnight = at.astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        return midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC)

    def clock(self, at: datetime) -> str:
        """An instant in words, as the clocks of the pool show it."""
        local = at.astimezone(self._zone)
        shape = "n月j日 H:i" if get_language() == "zh-hans" else "j M H:i"
        return f"{formats.date_format(local, shape)} ({self.time_zone})"

    @property
    def _zone(self):
        return ZoneInfo(self.time_zone)
