from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.sales.models import Account, Contact, Opportunity


@dataclass
class ConversionPlan:
    """What a conversion shall make or link. Values are clean model values; empty ones follow from the lead.

    `contact_values` and `opportunity_values` of None mean that none is made; an existing record wins over values.
    """

    account: Account | None = None
    account_values: dict = field(default_factory=dict)
    contact: Contact | None = None
    contact_values: dict | None = field(default_factory=dict)
    opportunity: Opportunity | None = None
    opportunity_values: dict | None = None
    carry_activities: bool = True
    confirm: bool = True  # whether the person who converts is sent an e-mail with what was made


class Conversion(models.Model):
    """What a lead became. The one-to-one key is the last word on converting once."""

    lead = models.OneToOneField("leads.Lead", models.PROTECT, primary_key=True, related_name="conversion")
    account = models.ForeignKey(Account, models.PROTECT, related_name="conversions")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="conversions")
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, null=True, related_name="conversions")
    status_before = models.CharField(max_length=12)
    made = models.JSONField(default=list)  # which of account, contact, opportunity it created rather than linked
    moved = models.JSONField(
        default=dict
    )  # the activity links it added, the tasks it moved, whether its contact joined

    class Meta:
        verbose_name = _("conversion")
        verbose_name_plural = _("conversions")

    def __str__(self):
        return str(self.lead_id)
