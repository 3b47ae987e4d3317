from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.verbs import verb
from hotcrm.sales.models.enrolling import AT_ONCE, MARKETERS
from hotcrm.sales.models.listed import Entries, put_on_list

from .enrolling import KEPT


class Listed(models.Model):
    """How a lead comes onto a marketing list."""

    class Meta:
        abstract = True

    @verb(_("Add to list"), when=KEPT, who=MARKETERS, plan=Entries, reads=(), at_once=AT_ONCE, icon="playlist-add")
    def add_to_list(self, *, by, to, plan):
        """As a contact does; refused with `discarded` where the lead is."""
        return put_on_list(self, plan)
