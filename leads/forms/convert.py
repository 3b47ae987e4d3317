"""The three cards of a conversion: account, contact, opportunity; each new, existing, or (the last two) none."""

from functools import partial

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.fields import DayField, MoneyField, RecordField
from hotcrm.records.models import Industry
from leads.matching import FOUND_BY, KINDS
from leads.models import ConversionPlan
from leads.models.converting import CLOSES_AFTER, account_name_for, opportunity_name_for

NEW, NONE, OTHER = "new", "none", "other"
OWN = {
    "account": {NEW: _("New account"), OTHER: _("Another account")},
    "contact": {NEW: _("New contact"), OTHER: _("Another contact"), NONE: _("No contact")},
    "opportunity": {NEW: _("New opportunity"), OTHER: _("Another opportunity"), NONE: _("No opportunity")},
}
PARTS = {"account": "accounts", "contact": "contacts", "opportunity": "opportunities"}


class PartField(forms.ChoiceField):
    """Something of one's own, or a record. Which records are offered is looked up when they are shown or one of them
    was chosen."""

    own: tuple[str, ...] = ()

    def valid_value(self, value):
        return value in self.own or super().valid_value(value)


class ConvertForm(forms.Form):
    """Cleans into a `ConversionPlan`. `matches` are what the person may link, see `leads.matching`."""

    account = PartField(label=_("Account"), widget=forms.RadioSelect)
    account_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    account_industry = forms.ModelChoiceField(
        Industry.objects.none(), label=_("Industry"), required=False, empty_label="–"
    )
    account_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    account_website = forms.CharField(label=_("Website"), max_length=200, required=False)
    account_tin = forms.RegexField(
        r"^([0-9]{9}|[0-9]{10}|[0-9]{12})$",
        label=_("Tax number (TIN)"),
        required=False,
        error_messages={"invalid": _("A tax number has 9, 10 or 12 digits.")},
    )

    contact = PartField(label=_("Contact"), widget=forms.RadioSelect)
    contact_first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    contact_last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    contact_title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    contact_phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    contact_mobile = forms.CharField(label=_("Mobile"), max_length=40, required=False)

    opportunity = PartField(label=_("Opportunity"), widget=forms.RadioSelect)
    opportunity_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    opportunity_amount = MoneyField(label=_("Amount"), required=False)
    opportunity_close_on = DayField(label=_("Closes on"), required=False)

    carry_activities = forms.BooleanField(
        label=_("Carry activities and open tasks over"), required=False, initial=True
    )

    def __init__(self, *args, lead, matches, **kwargs):
        self.lead, self.matches = lead, matches
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial = self._from(lead, matches)
        self.fields["account_industry"].queryset = Industry.objects.offered()
        for part in PARTS:
            name, label = f"other_{part}", self.fields[part].label
            records = matches.others(part) if self.data.get(name) or not self.is_bound else KINDS[part].objects.none()
            self.fields[name] = RecordField(records, names=FOUND_BY[part], required=False, label=label)
            self.fields[name].widget.attrs["data-suggest"] = part
        for part, own in OWN.items():
            self.fields[part].own = tuple(own)
            self.fields[part].choices = partial(self._choices, part)

    @property
    def cards(self):
        """Each card: its choice and the fields that belong to something new."""
        for part in PARTS:
            yield {
                "part": part,
                "choice": self[part],
                "options": [(option, self._match(part, option.data["value"])) for option in self[part]],
                "other": self[f"other_{part}"],
                "fields": [self[name] for name in self.fields if name.startswith(f"{part}_")],
            }

    @property
    def plan(self) -> ConversionPlan:
        """What was chosen, as the verb takes it."""
        data = self.cleaned_data
        return ConversionPlan(
            account=self._chosen("account"),
            account_values=self._typed("account") if data["account"] == NEW else {},
            contact=self._chosen("contact"),
            contact_values=self._typed("contact") if data["contact"] == NEW else None,
            opportunity=self._chosen("opportunity"),
            opportunity_values=self._typed("opportunity") if data["opportunity"] == NEW else None,
            carry_activities=data["carry_activities"],
        )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        self._leave_out_what_is_hidden()
        for part in PARTS:
            name = f"other_{part}"
            if data.get(part) == OTHER and not data.get(name) and name not in self.errors:
                self.add_error(name, _t("Please choose one."))
        if data.get("account") == NEW and not data.get("account_name") and "account_name" not in self.errors:
            self.add_error("account_name", _t("A new account needs a name."))
        if data.get("opportunity") == NEW:
            for name in ("opportunity_name", "opportunity_close_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _t("A new opportunity needs this."))

    def _leave_out_what_is_hidden(self):
        """What was typed for a choice not made is neither asked nor shown: an error there could not be mended."""
        for part in PARTS:
            chosen = self.cleaned_data.get(part)
            for name in [name for name in self.errors if name.startswith(f"{part}_") and chosen != NEW]:
                del self.errors[name]
            if chosen != OTHER:
                self.errors.pop(f"other_{part}", None)

    def _choices(self, part) -> list:
        """The records found, then something of one's own; only a new opportunity comes before those there are."""
        found = [(str(match.record.pk), str(match.record)) for match in getattr(self.matches, PARTS[part])]
        own = list(OWN[part].items())
        return [*own[:1], *found, *own[1:]] if part == "opportunity" else [*found, *own]

    def _chosen(self, part):
        """The account, contact or opportunity chosen; None for a new one or none."""
        wanted = self.cleaned_data[part]
        if wanted in (NEW, NONE):
            return None
        if wanted == OTHER:
            return self.cleaned_data[f"other_{part}"]
        match = self._match(part, wanted)
        return match and match.record

    def _match(self, part, wanted):
        return next((m for m in getattr(self.matches, PARTS[part]) if str(m.record.pk) == str(wanted)), None)

    def _typed(self, part) -> dict:
        prefix = f"{part}_"
        return {name.removeprefix(prefix): self.cleaned_data[name] for name in self.fields if name.startswith(prefix)}

    @staticmethod
    def _from(lead, matches) -> dict:
        """What the form starts with: the sure match where there is one, else something new out of the lead."""

        def first_same(candidates):
            return next((str(match.record.pk) for match in candidates if match.is_same), NEW)

        account, account_name = first_same(matches.accounts), account_name_for(lead)
        fitting = [match for match in matches.contacts if str(match.record.account_id or account) == account]
        initial = {
            "account": account,
            "account_name": account_name,
            "contact": first_same(fitting),
            "opportunity": NEW,
            "opportunity_name": opportunity_name_for(account_name),
            "opportunity_amount": lead.expected_amount,
            "opportunity_close_on": lead.expected_closing_on or timezone.localdate() + CLOSES_AFTER,
        }
        for name in ("industry", "phone", "website", "tin"):
            initial[f"account_{name}"] = getattr(lead, name)
        for name in ("first_name", "last_name", "title", "email", "phone", "mobile"):
            initial[f"contact_{name}"] = getattr(lead, name)
        return initial
