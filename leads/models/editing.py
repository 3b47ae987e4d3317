from copy import copy

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Policy
from hotcrm.records.models.opted_out import ASKED
from hotcrm.records.refusals import Refused, Stale
from hotcrm.records.verbs import UNTOLD, verb

from .known import Known
from .lifecycle import OPEN, Status, status_in
from .masking import hidden_for
from .new_contacts import make_contacts
from .people import EDITORS
from .qualifying import DETAILS, values_of
from .requirements import missing

# What stays open on a converted lead.
AFTER_CONVERSION = frozenset({"description", "notes"})
NAMED_BY = frozenset({"first_name", "last_name", "contact"})
NOT_DISCARDED = status_in(
    *OPEN, Status.UNQUALIFIED, Status.CONVERTED, refusal=_("A discarded lead cannot be edited; restore it first.")
)


def known_for(rows, by, *, changes, **kwargs) -> Known:
    """What the rules ask of other tables; the same changes for all rows."""
    return Known([(row, changes) for row in rows], by=by)


class Edited(models.Model):
    """How what is known about a lead changes."""

    class Meta:
        abstract = True

    @verb(_("Edit"), when=NOT_DISCARDED, who=EDITORS, plan=known_for, icon="pencil")
    def edit(self, *, by, changes: dict, version: int | None = None, asked=(), plan):
        """Take over typed values (clean model values by field name, those of the qualification among them).

        `asked` are the fields that stood before the person: what the policy requires of these must be there.
        What is hidden from who edits stays as it is.
        Returns in sentences what else followed, as an agreement that does not cover the new direction and was taken
        off. Raises `Stale` when `version` is not the present one (nothing is overwritten unseen), `Invalid` for
        values that contradict each other, `ValidationError` for what the policy or the constraints forbid.
        """
        kept = hidden_for(by).get(self.pool_id, frozenset()) if self.owner_id is None else frozenset()
        changes = {name: value for name, value in changes.items() if name not in kept}
        row = plan.qualification_of(self) if DETAILS.intersection(changes) else None
        changes = {name: value for name, value in changes.items() if getattr(self._holder(name, row), name) != value}
        if version is not None and version != self.version:
            raise Stale(self, changes)
        if not changes:
            return UNTOLD
        if self.status == Status.CONVERTED:
            self._check_after_conversion(changes)
        before, rating_before = values_of(self, *filter(None, [row])), self.rating
        for name, value in changes.items():
            setattr(self._holder(name, row), name, value)
        notes = self.settle_references(set(changes), plan)
        self.normalize()
        self._ask_opted_out(changes, plan)
        self.check_offering(changes)
        self.require({*changes, *asked} - kept, plan.policy)
        if row:
            self.settle_qualification(row, changes, by=by)
        self.validate_constraints()
        if plan.makes_contacts and not changes.keys().isdisjoint(NAMED_BY):
            make_contacts([self], plan)
        if self.is_hot and self.rating != rating_before:
            self.become_hot(risen_to_five=self.rating == 5, follow_up="next_follow_up_on" not in changes)
        if row and not DETAILS.isdisjoint(changes):
            self.keep_qualification(row, before)
        return notes

    def check_changes(self, changes: dict, *, by, asked=()):
        """Raise what `edit` would raise for these values of the lead itself; nothing is changed."""
        trial, known = copy(self), Known([(self, changes)], by=by)
        for name, value in changes.items():
            setattr(trial, name, value)
        trial.settle_references(set(changes), known)
        trial.normalize()
        trial._ask_opted_out({name for name, value in changes.items() if getattr(self, name) != value}, known)
        trial.check_offering(changes)
        trial.require({*changes, *asked}, known.policy)

    def _ask_opted_out(self, changed, known):
        if not ASKED.isdisjoint(changed):
            self.keep_opted_out(known.opted_out, changed)

    def require(self, asked, policy):
        """Raise `ValidationError` where something is missing that the policy requires of these fields."""
        if errors := missing(self, asked, policy):
            raise ValidationError(errors)

    def _holder(self, name, row):
        """Which of the two rows has a field."""
        return row if name in DETAILS else self

    @staticmethod
    def _check_after_conversion(changes):
        if not Policy.current().converted_notes_editable:
            raise Refused(_t("This lead is converted; nothing of it can be edited."))
        if set(changes) - AFTER_CONVERSION:
            raise Refused(_t("This lead is converted; only its description and notes can be edited."))
