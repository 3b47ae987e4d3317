from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnerCompany(models.Model):
    """A company that sells with us; its people see only the leads of its own agreement."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("partner company")
        verbose_name_plural = _("partner companies")
        ordering = ("name",)

    def __str__(self):
        return self.name
