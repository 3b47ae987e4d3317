from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.models.followed_up import FollowedUp
from hotcrm.activities.models.talked_about import Discussed
from hotcrm.records.folding import fold
from hotcrm.records.models import Industry, OwnedRecord
from hotcrm.records.models.edited import Edited
from hotcrm.records.models.handed_over import HandedOver
from hotcrm.records.models.with_team import Teamed

from .keys import phone_key


class Account(Edited, FollowedUp, Discussed, Teamed, HandedOver, OwnedRecord):
    """A company we sell to."""

    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False, default="")
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("industry"), db_index=False
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_key = models.CharField(max_length=40, editable=False, blank=True, default="")
    website = models.CharField(_("website"), max_length=200, blank=True)
    tin = models.CharField(_("tax number (TIN)"), max_length=12, blank=True)
    annual_revenue = models.DecimalField(
        _("annual revenue"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    description = models.TextField(_("description"), blank=True)

    told = ("owner_id",)
    untold = (*OwnedRecord.untold, "name_key", "phone_key")
    read_with_lock = ("owner",)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("name", "pk")
        indexes = [
            models.Index("owner", F("created_at").desc(), F("id").desc(), name="account_owner_created"),
            models.Index(F("created_at").desc(), F("id").desc(), name="account_created"),
            models.Index(fields=["owner", "name_key", "id"], name="account_owner_name"),
            models.Index(fields=["name_key", "id"], name="account_name_key"),
            models.Index(fields=["phone_key"], name="account_phone", condition=~Q(phone_key="")),
            models.Index(fields=["tin"], name="account_tin", condition=~Q(tin="")),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.normalize()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("account_detail", args=[self.pk])

    def normalize(self):
        self.name_key = fold(self.name)[:200]
        self.phone_key = phone_key(self.phone)
