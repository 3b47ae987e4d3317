from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import verb

from .editors import HANDOVER


class HandedOver(models.Model):
    """How a record that belongs to somebody changes hands."""

    class Meta:
        abstract = True

    @verb(_("Change owner"), who=HANDOVER, icon="user-share")
    def change_owner(self, *, by, to):
        """To an active colleague."""
        if not to.is_active or to.is_partner:
            raise Invalid(_t("%(person)s is not an active colleague.") % {"person": to}, field="to")
        if to.pk == self.owner_id:
            raise Refused(_t("%(person)s is the owner already.") % {"person": to})
        self.owner = to
