from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Policy
from hotcrm.records.refusals import Refused, Stale
from hotcrm.records.verbs import UNTOLD, verb

from .lifecycle import OPEN, Status, status_in
from .people import EDITORS

# What stays open on a converted lead.
AFTER_CONVERSION = frozenset({"description", "notes"})
NOT_DISCARDED = status_in(
    *OPEN, Status.UNQUALIFIED, Status.CONVERTED, refusal=_("A discarded lead cannot be edited; restore it first.")
)


class Edited(models.Model):
    """How what is known about a lead changes."""

    class Meta:
        abstract = True

    @verb(_("Edit"), when=NOT_DISCARDED, who=EDITORS, icon="pencil")
    def edit(self, *, by, changes: dict, version: int | None = None):
        """Take over typed values (clean model values by field name).

        Raises `Stale` when `version` is not the present one (nothing is overwritten unseen), `Invalid` for a product
        of another direction, `ValidationError` for values that the constraints forbid.
        """
        changes = {name: value for name, value in changes.items() if getattr(self, name) != value}
        if version is not None and version != self.version:
            raise Stale(self, changes)
        if not changes:
            return UNTOLD
        if self.status == Status.CONVERTED:
            self._check_after_conversion(changes)
        rating_before = self.rating
        for name, value in changes.items():
            setattr(self, name, value)
        self.normalize()
        self.check_offering(changes)
        self.validate_constraints()
        if self.is_hot and self.rating != rating_before:
            self.become_hot(risen_to_five=self.rating == 5, follow_up="next_follow_up_on" not in changes)
        return None

    @staticmethod
    def _check_after_conversion(changes):
        if not Policy.current().converted_notes_editable:
            raise Refused(_t("This lead is converted; nothing of it can be edited."))
        if set(changes) - AFTER_CONVERSION:
            raise Refused(_t("This lead is converted; only its description and notes can be edited."))
