"""What a verb of a campaign asks for. `form.kwargs` are what the verb takes beside `by`."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.lists.verbs import DropListForm, UseListForm
from campaigns.models import CampaignCost
from campaigns.models.running import DAYS
from hotcrm.pages.fields import DayField, MoneyField
from hotcrm.sales.forms import VERB_FORMS, VerbForm


class StartForm(VerbForm):
    """Of one campaign the days it runs, as they are known; many start as they are."""

    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)

    def prepare(self):
        for name in DAYS:
            if self.record is None:
                del self.fields[name]
            else:
                self.fields[name].initial = getattr(self.record, name)


class CostForm(VerbForm):
    spent_on = DayField(label=_("Day"))
    amount = MoneyField(label=_("Amount"))
    what_for = forms.CharField(label=_("What for"), max_length=200, required=False)

    def prepare(self):
        self.fields["spent_on"].initial = timezone.localdate()


class RemoveCostForm(VerbForm):
    cost = forms.ModelChoiceField(CampaignCost.objects.none(), widget=forms.HiddenInput)

    def prepare(self):
        if self.record is not None:
            self.fields["cost"].queryset = self.record.costs.all()


class ChangeCostForm(CostForm, RemoveCostForm):
    def prepare(self):
        RemoveCostForm.prepare(self)
        if cost := self._cost():
            known = {"spent_on": cost.spent_on, "amount": cost.amount, "what_for": cost.note}
            for name, value in known.items():
                self.fields[name].initial = value

    def _cost(self) -> CampaignCost | None:
        """The one that the address names, while nothing is sent yet."""
        named = str(self.initial.get("cost", ""))
        rows = self.fields["cost"].queryset
        return rows.filter(pk=named).first() if named.isdecimal() and len(named) < 19 else None


CAMPAIGN_FORMS: dict[str, type[VerbForm]] = {
    **{name: form for name, form in VERB_FORMS.items() if name not in ("move", "lose", "reopen")},
    "start": StartForm,
    "add_cost": CostForm,
    "change_cost": ChangeCostForm,
    "remove_cost": RemoveCostForm,
    "use_list": UseListForm,
    "drop_list": DropListForm,
}
