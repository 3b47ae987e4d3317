"""The forms of accounts, contacts and opportunities."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t

from hotcrm.pages.fields import DayField, MoneyField
from hotcrm.pages.record_form import RecordForm
from hotcrm.records.models import Industry, LeadSource
from hotcrm.sales.models import Account, Contact, Opportunity

from .sections import SECTIONS

PEOPLE = ("last_name", "first_name", "email")


def fields_of(model) -> tuple[str, ...]:
    return tuple(name for section in SECTIONS[model].values() for name in section.fields)


class SalesForm(RecordForm):
    suggested_as = {"primary_contact": "contact"}

    def records_for(self, name, keeping):
        """What this person sees, and what stands there already."""
        model = self._meta.model._meta.get_field(name).related_model
        return model.objects.filter(Q(pk__in=model.objects.visible_to(self.user).values("pk")) | Q(pk=keeping))


class AccountForm(SalesForm):
    sections, picklists = SECTIONS[Account], {"industry": Industry}

    class Meta:
        model = Account
        fields = fields_of(Account)
        field_classes = {"annual_revenue": MoneyField}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "website": forms.TextInput(attrs={"inputmode": "url"}),
        }


class ContactForm(SalesForm):
    sections, names = SECTIONS[Contact], {"account": ("name",)}

    class Meta:
        model = Contact
        fields = fields_of(Contact)
        widgets = dict.fromkeys(("phone", "mobile"), forms.TextInput(attrs={"type": "tel"}))

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()

    def clean(self):
        super().clean()
        known_by = ("last_name", "first_name", "email", "phone", "mobile")
        left = {name: self.cleaned_data.get(name, getattr(self.instance, name)) for name in known_by}
        if not self.errors and not any(left.values()):
            raise forms.ValidationError(_t("A name, an e-mail address or a phone number is needed."))


class OpportunityForm(SalesForm):
    sections, picklists = SECTIONS[Opportunity], {"lead_source": LeadSource}
    names = {"account": ("name",), "primary_contact": PEOPLE, "campaign": ("name", "code")}

    class Meta:
        model = Opportunity
        fields = fields_of(Opportunity)
        field_classes = {"amount": MoneyField, "close_on": DayField}
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def clean(self):
        super().clean()
        contact = self.cleaned_data.get("primary_contact")
        account_id = getattr(self.cleaned_data.get("account"), "pk", self.instance.account_id)
        if contact and contact.account_id not in (None, account_id):
            self.add_error("primary_contact", _t("%(contact)s belongs to another account.") % {"contact": contact})


FORMS = {Account: AccountForm, Contact: ContactForm, Opportunity: OpportunityForm}
