"""Accounts, contacts and opportunities over JSON."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User
from hotcrm.records.models import Industry, LeadSource
from hotcrm.records.refusals import NotAllowed
from hotcrm.sales.forms import FORMS, form_of
from hotcrm.sales.models import Account, Contact, Opportunity
from hotcrm.sales.views.actions import may_create
from hotcrm.sales.views.listing import AccountList, ContactList, OpportunityList

from .inputs import camel, input_of
from .outputs import Output
from .records import Kind

TOLD = ("owner", "created_at", "updated_at", "version")


class AccountOutput(Output):
    class Meta:
        model = Account
        fields = (
            "id", "name", "industry", "phone", "website", "tin", "annual_revenue", "employees", "street", "city",
            "state", "postal_code", "country", "description", *TOLD,
        )  # fmt: skip


class ContactOutput(Output):
    class Meta:
        model = Contact
        fields = (
            "id", "account", "first_name", "middle_name", "last_name", "title", "email", "phone", "mobile",
            "is_primary", "email_opt_out", "do_not_call", *TOLD,
        )  # fmt: skip


class OpportunityOutput(Output):
    class Meta:
        model = Opportunity
        fields = (
            "id", "name", "account", "primary_contact", "stage", "probability", "amount", "close_on", "closed_at",
            "loss_reason", "lead_source", "campaign", "description", *TOLD,
        )  # fmt: skip


class SalesKind(Kind):
    named_in_filters = {"owner": User}
    on_creation = _("It belongs to whoever makes it.")
    verb_examples = {
        "change_owner": {"to": "bob"},
        "log": {"kind": "call", "result": "reached", "body": "Spoke with them"},
        "plan_task": {"title": "Call back", "due_on": "2030-01-31", "assignee": "bob"},
        "comment": {"body": "Seen at the fair"},
        "enrol": {"campaign": "autumn-fair"},
        "add_to_list": {"to": 1},
        "add_to_team": {"person": "bob", "access": "write"},
        "change_access": {"person": "bob", "access": "read"},
        "remove_from_team": {"person": "bob"},
        "move": {"to": "proposal"},
        "lose": {"reason": "price"},
    }

    @classmethod
    def create(cls, values, errors, *, user):
        """It belongs to whoever makes it."""
        if not may_create(user):
            raise NotAllowed
        return cls.added(values, errors, user=user)

    @classmethod
    def added(cls, values, errors, *, user):
        form = cls.new.filled(values, errors, user=user)
        return cls.model.add({name: v for name, v in form.cleaned_data.items() if name != "version"}, by=user)

    form_of = staticmethod(form_of)

    @classmethod
    def verb_input(cls, verb):
        return _verb_input(cls.model, cls.form_of(verb), verb)

    @classmethod
    def values_for(cls, verb, values, errors, *, user, records):
        return cls.verb_input(verb).filled(values, errors, user=user, record=records[0]).kwargs


class ListedAccounts(AccountList):
    related = ("owner",)


class Accounts(SalesKind):
    tag, name, model, page, output = "accounts", "account", Account, ListedAccounts, AccountOutput
    related = ListedAccounts.related
    example, example_change = {"name": "Acme Ltd", "industry": "technology"}, {"city": "Berlin", "version": 1}
    named_in_filters = {"owner": User, "industry": Industry}


class ListedContacts(ContactList):
    related = ("owner",)


class Contacts(SalesKind):
    tag, name, model, page, output = "contacts", "contact", Contact, ListedContacts, ContactOutput
    related = ListedContacts.related
    example, example_change = {"last_name": "Li", "account": 1}, {"title": "CTO", "version": 1}


class ListedOpportunities(OpportunityList):
    related = ("owner", "campaign")


class Opportunities(SalesKind):
    tag, name, model = "opportunities", "opportunity", Opportunity
    page, output = ListedOpportunities, OpportunityOutput
    related = ListedOpportunities.related
    example = {"name": "Acme Ltd - Opportunity", "account": 1, "amount": "12000.00", "close_on": "2030-03-31"}
    example_change = {"amount": "15000.00", "version": 1}
    named_in_filters = {"owner": User, "source": LeadSource}


SALES = (Accounts, Contacts, Opportunities)
for kind in SALES:
    form, shown = FORMS[kind.model], kind.output.Meta.fields
    unwritable = frozenset(shown) - frozenset(form.base_fields)
    kind.change = input_of(form, f"{kind.model.__name__}Change", partial=True, unwritable=unwritable)
    kind.new = input_of(form, f"{kind.model.__name__}New", unwritable=unwritable)


@cache
def _verb_input(model, form, verb):
    return input_of(form, f"{model.__name__}{camel(verb)}")
