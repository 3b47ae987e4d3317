from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pools.models import Pool


class Claim(models.Model):
    """That somebody took a lead out of a pool. What a day's limit counts: claims, whatever became of the lead."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="claims")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="claims", verbose_name=_("pool"), db_index=False)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = [
            models.Index(fields=["by", "pool", "at"], name="claim_by_member"),
            models.Index(fields=["pool", "at"], name="claim_by_pool"),
        ]

    def __str__(self):
        return f"{self.lead_id} {self.by_id}"
