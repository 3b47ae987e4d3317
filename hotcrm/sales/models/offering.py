from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Picklist


class SalesDirection(Picklist):
    class Meta(Picklist.Meta):
        verbose_name = _("sales direction")
        verbose_name_plural = _("sales directions")


class Product(Picklist):
    """A service or product; it belongs to one sales direction."""

    direction = models.ForeignKey(
        SalesDirection, models.PROTECT, related_name="products", verbose_name=_("sales direction")
    )

    class Meta(Picklist.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")
