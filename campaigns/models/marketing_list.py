from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.models import SavedView
from hotcrm.records.conditions import exactly_one
from hotcrm.records.models import OwnedRecord
from hotcrm.records.models.edited import Edited
from hotcrm.records.models.handed_over import HandedOver
from hotcrm.sales.models import Contact
from leads.models import Lead

from .campaign import MARKETERS, Campaign
from .list_entries import Kept


class ListKind(models.TextChoices):
    STATIC = "static", _("Static: whom somebody put on it")
    DYNAMIC = "dynamic", _("Dynamic: whom a saved view finds now")
    SUPPRESSION = "suppression", _("Suppression: whom to leave in peace")


class MarketingList(Kept, Edited, HandedOver, OwnedRecord):
    """People to reach, or to leave in peace.

    A static list has entries; a dynamic one is a saved view of leads, read anew each time; a suppression list has
    people, e-mail addresses and domains of addresses that no campaign that excludes it takes in.
    """

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=11, choices=ListKind.choices, default=ListKind.STATIC)
    view = models.ForeignKey(
        SavedView, models.PROTECT, null=True, blank=True, related_name="marketing_lists", verbose_name=_("saved view")
    )
    description = models.TextField(_("description"), blank=True)

    told = ("owner_id", "kind", "view_id")
    read_with_lock = ("owner",)

    class Meta:
        verbose_name = _("marketing list")
        verbose_name_plural = _("marketing lists")
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ListKind.DYNAMIC, view__isnull=False)
                | (~Q(kind=ListKind.DYNAMIC) & Q(view__isnull=True)),
                name="list_view",
                violation_error_code="view",
                violation_error_message=_("A dynamic list has a saved view, and no other list has one."),
            )
        ]
        indexes = [models.Index(F("created_at").desc(), F("id").desc(), name="list_created")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("marketing_list_detail", args=[self.pk])

    @classmethod
    def editors(cls):
        return MARKETERS


class ListEntry(models.Model):
    """Who is on a list: a lead, a contact, or, to be left in peace, an address or every address of a domain."""

    list = models.ForeignKey(
        MarketingList, models.CASCADE, related_name="entries", verbose_name=_("marketing list"), db_index=False
    )
    lead = models.ForeignKey(
        Lead, models.CASCADE, null=True, blank=True, related_name="list_entries", verbose_name=_("lead")
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="list_entries", verbose_name=_("contact")
    )
    address = models.EmailField(_("e-mail"), max_length=254, null=True, blank=True)
    domain = models.CharField(_("domain"), max_length=253, null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        verbose_name = _("list entry")
        verbose_name_plural = _("list entries")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("lead", "contact", "address", "domain"),
                name="list_entry_is_one",
                violation_error_message=_("An entry is one lead, contact, e-mail address or domain."),
            ),
            *(
                models.UniqueConstraint(fields=["list", name], name=f"list_entry_{name}_once")
                for name in ("lead", "contact", "address", "domain")
            ),
        ]

    def __str__(self):
        return str(self.lead or self.contact or self.address or self.domain)


class Use(models.TextChoices):
    TARGET = "target", _("Target")
    EXCLUDED = "excluded", _("Excluded")


class CampaignList(models.Model):
    """Whom a campaign is for, and whom it leaves in peace."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="lists", verbose_name=_("campaign"))
    list = models.ForeignKey(MarketingList, models.PROTECT, related_name="campaigns", verbose_name=_("marketing list"))
    use = models.CharField(_("use"), max_length=8, choices=Use.choices, default=Use.TARGET)

    class Meta:
        verbose_name = _("list of a campaign")
        verbose_name_plural = _("lists of campaigns")
        constraints = [models.UniqueConstraint(fields=["campaign", "list"], name="campaign_list_once")]

    def __str__(self):
        return f"{self.campaign}: {self.list}"
