from django.db import models
from django.utils.translation import gettext_lazy as _

from pools.models import RecycleRule


class Recycled(models.Model):
    """When its pool takes it back from its owner, by which rule, and what holds that up."""

    reclaim_on = models.DateField(_("reclaim date"), null=True, editable=False)
    reclaim_rule = models.ForeignKey(
        RecycleRule,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("reclaim rule"),
        db_index=False,
    )
    reclaim_warned_at = models.DateTimeField(_("warned of the reclaim"), null=True, editable=False)
    held_until = models.DateField(_("on hold until"), null=True, editable=False)
    hold_reason = models.CharField(_("reason of the hold"), max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
