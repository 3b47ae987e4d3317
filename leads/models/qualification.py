from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.refusals import Invalid


class Qualification(models.Model):
    """How good it looks: what people say (rating, budget, timeline) and what they want."""

    rating = models.PositiveSmallIntegerField(_("rating"), default=0, validators=[MaxValueValidator(5)])
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), null=True, blank=True, editable=False)
    budget = models.DecimalField(
        _("budget"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    timeline = models.CharField(_("timeline"), max_length=120, blank=True)
    direction = models.ForeignKey(
        "sales.SalesDirection",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sales direction"),
        db_index=False,
    )
    product = models.ForeignKey(
        "sales.Product",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
        db_index=False,
    )
    description = models.TextField(_("description (customer requirements)"), blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        abstract = True

    @property
    def is_hot(self) -> bool:
        return self.rating >= 4

    def check_offering(self, changed):
        """A product belongs to the direction. Asked only when one of the two changed; raises `Invalid`."""
        if not {"product", "direction"} & set(changed) or self.product is None:
            return
        if self.product.direction_id != self.direction_id:
            raise Invalid(
                _t("%(product)s does not belong to this sales direction.") % {"product": self.product},
                field="product",
            )
