from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models.editors import who_edits
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import UNTOLD, tell, verb


class Targeting(models.Model):
    """Which marketing lists a campaign is for, and whom it leaves in peace."""

    class Meta:
        abstract = True

    @verb(_("Choose a list"), who=who_edits, icon="list-details")
    def use_list(self, *, by, list, use: str):
        """As "target" or as "excluded"; a list is one of them at a time. Raises `Invalid` for a list that `by` does
        not see, one to leave in peace as a target, and a saved view as excluded."""
        if by is not None and not type(list).objects.visible_to(by).filter(pk=list.pk).exists():
            raise Invalid(_t("You do not see this list."), field="list")
        if use == "target" and list.kind == "suppression":
            raise Invalid(_t("A suppression list can only be excluded."), field="use")
        if use == "excluded" and list.kind == "dynamic":
            raise Invalid(_t("A dynamic list cannot be excluded: put its people on a static one."), field="use")
        self.lists.update_or_create(list=list, defaults={"use": use})
        tell(self, list=list.pk, use=use)

    @verb(_("Drop a list"), who=who_edits, icon="x")
    def drop_list(self, *, by, list):
        """Neither a target nor excluded any more; who was enrolled stays a member."""
        number, _by_model = self.lists.filter(list=list).delete()
        if not number:
            return UNTOLD
        tell(self, list=list.pk)
        return None
