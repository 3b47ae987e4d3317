from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.models.followed_up import FollowedUp
from hotcrm.activities.models.talked_about import Discussed
from hotcrm.people.names import full_name
from hotcrm.records.folding import fold
from hotcrm.records.models import OptOut, OwnedRecord
from hotcrm.records.models.edited import Edited
from hotcrm.records.models.handed_over import HandedOver
from hotcrm.records.models.opted_out import ASKED, OptedOut
from hotcrm.records.models.with_team import Teamed

from .enrolling import Enrolled
from .keys import phone_key
from .listed import Listed


class Contact(Enrolled, Listed, OptedOut, Edited, FollowedUp, Discussed, Teamed, HandedOver, OwnedRecord):
    """A person at an account."""

    account = models.ForeignKey(
        "sales.Account", models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("account")
    )
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=250, editable=False, blank=True, default="")  # last name first
    given_key = models.CharField(max_length=80, editable=False, blank=True, default="")
    title = models.CharField(_("job title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    phone_key = models.CharField(max_length=40, editable=False, blank=True, default="")
    mobile_key = models.CharField(max_length=40, editable=False, blank=True, default="")
    is_primary = models.BooleanField(_("primary contact"), default=False)
    email_opt_out = models.BooleanField(_("e-mail opt-out"), default=False)
    do_not_call = models.BooleanField(_("do not call"), default=False)

    told = ("owner_id",)
    untold = (*OwnedRecord.untold, "name_key", "given_key", "phone_key", "mobile_key")
    read_with_lock = ("owner",)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("last_name", "first_name", "pk")
        indexes = [
            models.Index("owner", F("created_at").desc(), F("id").desc(), name="contact_owner_created"),
            models.Index(F("created_at").desc(), F("id").desc(), name="contact_created"),
            models.Index(fields=["owner", "name_key", "id"], name="contact_owner_name"),
            models.Index(fields=["name_key", "id"], name="contact_name"),
            models.Index(fields=["given_key"], name="contact_given_name"),
            models.Index(fields=["email"], name="contact_email", condition=~Q(email="")),
            models.Index(fields=["phone_key"], name="contact_phone", condition=~Q(phone_key="")),
            models.Index(fields=["mobile_key"], name="contact_mobile", condition=~Q(mobile_key="")),
        ]

    def __str__(self):
        return self.full_name or self.email or self.phone or self.mobile

    def save(self, *args, **kwargs):
        self.normalize()
        if not self.email_opt_out:
            self.keep_opted_out(OptOut.objects.among([self.email]))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("contact_detail", args=[self.pk])

    @property
    def full_name(self) -> str:
        return full_name(self.first_name, self.middle_name, self.last_name)

    def settle_edit(self, changes):
        if not changes.keys().isdisjoint(ASKED):
            self.keep_opted_out(OptOut.objects.among([self.email]), changes)

    def normalize(self):
        self.email = self.email.strip().lower()
        self.name_key = fold(" ".join(filter(None, (self.last_name, self.first_name, self.middle_name))))[:250]
        self.given_key = fold(self.first_name)[:80]
        self.phone_key, self.mobile_key = phone_key(self.phone), phone_key(self.mobile)
