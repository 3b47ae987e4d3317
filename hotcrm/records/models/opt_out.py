from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.records.among import one_of


class OptOutQuerySet(models.QuerySet):
    def among(self, addresses) -> set[str]:
        """Those of these addresses that want no mail. One query, none where there is nothing to ask."""
        asked = sorted({folded(address) for address in addresses} - {""})
        return set(self.filter(one_of("address", asked)).values_list("address", flat=True)) if asked else set()


class OptOut(models.Model):
    """An e-mail address whose owner wants no more of it: kept for good, whatever becomes of who had it."""

    address = models.EmailField(_("e-mail"), max_length=254, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opted-out address")
        verbose_name_plural = _("opted-out addresses")

    def __str__(self):
        return self.address


def folded(address: str) -> str:
    """As addresses are kept everywhere."""
    return address.strip().lower()
