from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.locks import lock_word
from hotcrm.records.models.edited import Edited
from hotcrm.records.models.editors import who_edits
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import verb


def one_at_a_time(pks, by, *, changes, version=None):
    """Two who each put the other's campaign above their own would both be right, one without the other."""
    if changes.get("parent") is not None:
        lock_word("a campaign goes under another")


class Nested(Edited):
    """A campaign may stand below another, and never, over however many others, below itself."""

    class Meta:
        abstract = True

    @verb(_("Edit"), who=who_edits, locks=one_at_a_time, icon="pencil")
    def edit(self, *, by, changes: dict, version: int | None = None):
        """As of every record. Raises `Invalid` for a parent that is the campaign itself, or stands below it."""
        done = Edited.edit.act(self, by=by, changes=changes, version=version)
        if changes.get("parent") is not None and self._meets_itself():
            raise Invalid(_t("A campaign cannot stand below itself."), field="parent")
        return done

    def _meets_itself(self) -> bool:
        met, above = {self.pk}, self.parent_id
        while above is not None and above not in met:
            met.add(above)
            above = type(self)._base_manager.values_list("parent", flat=True).get(pk=above)
        return above == self.pk
