from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models.editors import who_edits
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import also, tell, verb


class Spending(models.Model):
    """What is spent on a campaign, day by day; and whether that is more than there is for it."""

    class Meta:
        abstract = True

    @classmethod
    def over_budget_q(cls) -> Q:
        """What was spent, typed or else the sum of the days, exceeds the budget. For queries, not for `holds`."""
        cost = cls._meta.get_field("costs").related_model
        days = cost.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
        # SQLite adds floating point: rounded to the cent, three dimes are not more than thirty cents.
        spent = Coalesce("typed_cost", Subquery(days.values(total=Round(Sum("amount"), 2))))
        return Q(GreaterThan(spent, F("budgeted_cost")))

    @property
    def is_over_budget(self) -> bool:
        """One query."""
        return type(self)._base_manager.filter(self.over_budget_q(), pk=self.pk).exists()

    @verb(_("Add a cost"), who=who_edits, icon="receipt")
    def add_cost(self, *, by, spent_on: date, amount: Decimal, what_for: str = ""):
        """Spent on one day. What for is kept with the cost, not in the history."""
        check_amount(amount)
        also(self, self.costs.model(campaign=self, spent_on=spent_on, amount=amount, note=what_for))
        tell(self, spent_on=str(spent_on), amount=str(amount))

    @verb(_("Change a cost"), who=who_edits, icon="receipt")
    def change_cost(self, *, by, cost, spent_on: date, amount: Decimal, what_for: str = ""):
        check_amount(amount)
        self._cost(cost).update(spent_on=spent_on, amount=amount, note=what_for)
        tell(self, spent_on=str(spent_on), amount=str(amount))

    @verb(_("Remove a cost"), who=who_edits, icon="receipt-off", danger=True)
    def remove_cost(self, *, by, cost):
        found = self._cost(cost)
        row = found.get()
        found.delete()
        tell(self, spent_on=str(row.spent_on), amount=str(row.amount))

    def _cost(self, cost):
        """One of this campaign's that is still there: whoever works on its costs holds the lock on the campaign."""
        found = self.costs.filter(pk=cost.pk)
        if not found.exists():
            raise Invalid(_t("This cost is not here any more."), field="cost")
        return found


def check_amount(amount):
    if amount < 0:
        raise Invalid(_t("An amount cannot be negative."), field="amount")
