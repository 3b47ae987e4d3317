from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import PartnerCompany

from .offering import Product, SalesDirection


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    VALID = "valid", _("Valid")
    TERMINATED = "terminated", _("Terminated")


class AgreementQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(status=AgreementStatus.VALID)

    def covering(self, *, direction=None, product=None):
        """Those under which this may be sold; what is None is not asked. Takes keys or records."""
        found = self
        for name, column, wanted in (
            ("directions", "salesdirection", direction),
            ("products", "product", product),
        ):
            if wanted is not None:
                through = getattr(self.model, name).through.objects.filter(partnershipagreement=OuterRef("pk"))
                found = found.filter(Exists(through.filter(**{column: wanted})) | ~Exists(through))
        return found


class PartnershipAgreement(models.Model):
    """On account of which a partner company works on a lead."""

    partner = models.ForeignKey(
        PartnerCompany, models.PROTECT, related_name="agreements", verbose_name=_("partner company")
    )
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=AgreementStatus.choices, default=AgreementStatus.DRAFT
    )
    directions = models.ManyToManyField(
        SalesDirection,
        blank=True,
        related_name="+",
        verbose_name=_("sales directions covered"),
        help_text=_("None chosen: the agreement covers all of them."),
    )
    products = models.ManyToManyField(
        Product,
        blank=True,
        related_name="+",
        verbose_name=_("products covered"),
        help_text=_("None chosen: the agreement covers every product of its directions."),
    )
    account = models.ForeignKey(
        "sales.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account of the partner company"),
        help_text=_("Where it is known, a partner contact is one of its contacts."),
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership agreement")
        verbose_name_plural = _("partnership agreements")
        ordering = ("name",)

    def __str__(self):
        return self.name

    def covers(self, direction: str | None, product: str | None) -> bool:
        """Whether the direction and product of these codes may be sold under it. Two queries, none if prefetched."""
        directions = {one.pk for one in self.directions.all()}
        products = {one.pk for one in self.products.all()}
        return (not (directions and direction) or direction in directions) and (
            not (products and product) or product in products
        )

    @property
    def only_direction(self) -> SalesDirection | None:
        """The direction that follows from choosing this agreement: the one it covers, where it names exactly one."""
        directions = list(self.directions.all())
        return directions[0] if len(directions) == 1 else None
