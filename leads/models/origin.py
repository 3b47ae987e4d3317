from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import LeadSource


class Origin(models.Model):
    """Where it came from, and through whom."""

    lead_source = models.ForeignKey(
        LeadSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead source"),
        db_index=False,
    )
    source_detail = models.CharField(_("source detail"), max_length=200, blank=True)
    utm = models.JSONField("UTM", default=dict, blank=True)
    campaign = models.ForeignKey(
        "campaigns.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("campaign"),
        db_index=False,
    )
    channel = models.CharField(_("content distribution channel"), max_length=120, blank=True)
    agreement = models.ForeignKey(
        "sales.PartnershipAgreement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("partnership agreement"),
        db_index=False,
    )
    partner_contact = models.ForeignKey(
        "sales.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner contact"),
        db_index=False,
    )
    external_id = models.CharField(_("external client id"), max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def partner(self):
        """The partner company; it follows from the agreement."""
        return self.agreement.partner if self.agreement_id else None
