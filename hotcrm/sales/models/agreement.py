from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import PartnerCompany


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    VALID = "valid", _("Valid")
    TERMINATED = "terminated", _("Terminated")


class PartnershipAgreement(models.Model):
    """On account of which a partner company works on a lead."""

    partner = models.ForeignKey(
        PartnerCompany, models.PROTECT, related_name="agreements", verbose_name=_("partner company")
    )
    name = models.CharField(_("name"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=AgreementStatus.choices, default=AgreementStatus.DRAFT
    )

    class Meta:
        verbose_name = _("partnership agreement")
        verbose_name_plural = _("partnership agreements")
        ordering = ("name",)

    def __str__(self):
        return self.name
