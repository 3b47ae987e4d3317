from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.people.names import full_name
from hotcrm.records.models import Industry


class Salutation(models.TextChoices):
    MR = "mr", _("Mr")
    MS = "ms", _("Ms")
    MRS = "mrs", _("Mrs")
    DR = "dr", _("Dr")
    PROF = "prof", _("Prof")


class Identity(models.Model):
    """Who it is, and at which company."""

    subject = models.CharField(_("subject"), max_length=200, blank=True)
    salutation = models.CharField(_("salutation"), max_length=4, choices=Salutation.choices, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)

    company = models.CharField(_("company"), max_length=200, blank=True)
    company_typed = models.CharField(_("company name as typed by the requester"), max_length=200, blank=True)
    title = models.CharField(_("job title"), max_length=120, blank=True)
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("industry"), db_index=False
    )
    annual_revenue = models.DecimalField(
        _("annual revenue"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    employees = models.PositiveIntegerField(
        _("employees"), null=True, blank=True, validators=[MaxValueValidator(2_147_483_647)]
    )
    website = models.CharField(_("website"), max_length=200, blank=True)
    tin = models.CharField(_("tax number (TIN)"), max_length=12, blank=True)
    account = models.ForeignKey(
        "sales.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("existing account"),
        db_index=False,
    )
    contact = models.ForeignKey(
        "sales.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("existing contact"),
        db_index=False,
    )

    class Meta:
        abstract = True

    @property
    def number(self) -> str:
        """The lead's number, as people quote it."""
        return f"L-{self.pk:06d}"

    @property
    def full_name(self) -> str:
        """First, middle and last name; surname first and without spaces for Chinese, Japanese and Korean names."""
        return full_name(self.first_name, self.middle_name, self.last_name)

    @property
    def name(self) -> str:
        """What a list calls this lead: the person, else the company, else the subject, else its number."""
        return self.full_name or self.company or self.subject or self.number

    @property
    def title_line(self) -> str:
        """The subject; by default the company, else the person."""
        return self.subject or self.company or self.full_name or self.number

    @property
    def website_url(self) -> str:
        """Where the website link leads: http and https only, whatever was typed."""
        if self.website.lower().startswith(("http://", "https://")):
            return self.website
        return "" if not self.website or "://" in self.website else f"https://{self.website}"
