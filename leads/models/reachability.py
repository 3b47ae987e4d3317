import phonenumbers
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reachability(models.Model):
    """How to reach them, where they are, and what they allow."""

    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    phone_e164 = models.CharField(max_length=16, blank=True, editable=False)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    mobile_e164 = models.CharField(max_length=16, blank=True, editable=False)
    linkedin = models.CharField(_("LinkedIn"), max_length=200, blank=True)
    wechat = models.CharField(_("WeChat"), max_length=80, blank=True)
    social_other = models.CharField(_("other social contact"), max_length=200, blank=True)

    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)

    email_opt_out = models.BooleanField(_("e-mail opt-out"), default=False)
    do_not_call = models.BooleanField(_("do not call"), default=False)
    consent_at = models.DateTimeField(_("consent given at"), null=True, blank=True)
    consent_source = models.CharField(_("consent given where"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def fold_contacts(self):
        """E-mail trimmed and folded, phones as E.164 beside the typed text. Nothing here refuses a lead."""
        self.email = self.email.strip().lower()
        self.phone_e164 = e164(self.phone)
        self.mobile_e164 = e164(self.mobile)


def e164(typed: str) -> str:
    """The number in international form, or nothing where it cannot be told; never an error."""
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
