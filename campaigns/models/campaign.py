from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import OwnedRecord


class Campaign(OwnedRecord):
    """What brought somebody to us. Leads and opportunities name one."""

    name = models.CharField(_("name"), max_length=200)
    code = models.SlugField(_("code"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-pk",)

    def __str__(self):
        return self.name
