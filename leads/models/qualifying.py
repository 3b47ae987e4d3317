from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import moment, tell

from .lead_qualification import LeadQualification

# What stands in the row beside the lead, by field name; `lead.edit` and `capture` take these as well.
DETAILS = frozenset(
    field.name for field in LeadQualification._meta.concrete_fields if field.editable and not field.primary_key
)


class Qualifying(models.Model):
    """What is known about the deal behind a lead: a row of its own, changed with the lead and its version."""

    class Meta:
        abstract = True

    @property
    def expected_amount(self):
        """What the deal may be worth: the exact budget, else the estimate, else nothing."""
        row = getattr(self, "qualification", None)
        return row.amount if row else self.budget

    @property
    def expected_closing_on(self):
        """The estimated closing date, where there is one."""
        row = getattr(self, "qualification", None)
        return row.estimated_closing_on if row else None

    def settle_qualification(self, row, changes, *, by):
        """Bring the row in line with what was just put into it. No query.

        Raises `Invalid` for a budget that is there and is said not to be, `ValidationError` for what the constraints
        forbid.
        """
        for field in row._meta.concrete_fields:
            if field.name in changes and isinstance(value := row.__dict__.get(field.attname), str):
                setattr(row, field.attname, value.strip())
        if "budget_is_set" in changes and not row.budget_is_set and self.budget is not None:
            raise Invalid(_("An exact budget stands only where the budget is set."), field="budget")
        if "terms" in changes and row.terms and row.terms.days and not changes.get("estimated_closing_on"):
            today = self.owner.today() if self.owner_id else by.today() if by else timezone.localdate()
            row.estimated_closing_on = today + timedelta(days=row.terms.days)
        row.validate_constraints()

    def keep_qualification(self, row, before: dict):
        """Write the row, as the last thing a verb does. The lead's version moves with it; its Event names the fields
        of both that differ from what they were `before` (see `values_of`)."""
        row.save(force_insert=row._state.adding)
        now = values_of(self, row)
        changed = {name for name, value in now.items() if before[name] != value}
        tell(self, fields=sorted(changed - set(self.told) - set(self.untold)))
        self.updated_at = moment(self)  # so that there is a change, and with it a new version


def values_of(*records) -> dict:
    return {
        field.attname: record.__dict__.get(field.attname)
        for record in records
        for field in record._meta.concrete_fields
        if not field.primary_key
    }
