"""The lists of accounts, contacts and opportunities, and what other lists of records take from them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.verb_list import VerbList
from hotcrm.sales.exporting import COLUMNS, headers_of, rows_of
from hotcrm.sales.filters import AccountFilter, ContactFilter, OpportunityFilter
from hotcrm.sales.forms import VERB_FORMS, VerbForm
from hotcrm.sales.models import Account, Contact, Opportunity
from hotcrm.sales.shipped_views import (
    ACCOUNT_VIEWS,
    BIGGEST,
    BY_NAME,
    CONTACT_VIEWS,
    NEWEST,
    OPPORTUNITY_VIEWS,
    SOONEST,
)
from hotcrm.sales.tables import AccountTable, ContactTable, OpportunityTable

from .actions import may_create, name_of, word_of


class RecordList(VerbList):
    """A list of records that have pages like those of accounts, contacts and opportunities.

    It says beside what every list says: the words for a new one and who makes them; what each verb asks for, and
    which are not done by one click although they ask for nothing; what a file of it holds.
    """

    model: Any = None
    template_name = "sales/list.html"
    create_label: Any = ""
    create_refusal: Any = None  # what those read who make none
    has_board = False
    verb_forms: dict[str, type[VerbForm]] = VERB_FORMS
    asked_first: tuple[str, ...] = ()
    row_verbs: tuple[str, ...] = ("log", "plan_task", "change_owner")
    verbs_for_many: tuple[str, ...] = ("change_owner",)
    first_view = "all"

    def get_context_data(self, **kwargs):
        kind = self.model._meta
        return super().get_context_data(
            **kwargs,
            kind=kind.model_name,
            has_board=self.has_board,
            export_url=reverse(f"{kind.model_name}_export"),
            create_label=self.create_label,
            create_url=reverse(f"{kind.model_name}_create") if self.may_create(self.request.user) else "",
        )

    @staticmethod
    def may_create(user) -> bool:
        return may_create(user)

    @classmethod
    def form_of(cls, verb: str) -> type[VerbForm]:
        return cls.verb_forms.get(verb, VerbForm)

    @classmethod
    def asks_for(cls, verb: str) -> bool:
        """Whether a click opens a form or a question, and the deed comes after it."""
        return verb in cls.verb_forms or verb in cls.asked_first

    @classmethod
    def verb_at(cls, word: str) -> str:
        return name_of(word)

    @classmethod
    def exported(cls) -> tuple[str, ...]:
        """The names of the columns of a file."""
        return COLUMNS[cls.model]

    @classmethod
    def headers(cls) -> list[str]:
        return headers_of(cls.model)

    @classmethod
    def rows_of(cls, chosen):
        """The rows of a file, one after another."""
        return rows_of(chosen)

    def empty_url(self):
        """Nothing is added by those who may not."""
        url = super().empty_url()
        return url if url.startswith("?") or self.may_create(self.request.user) else ""

    def word_of(self, name):
        return word_of(name)

    def asks(self, name):
        return self.asks_for(name)


class AccountList(RecordList):
    create_label = _("New account")
    model, table_class, filter_class, shipped_views = Account, AccountTable, AccountFilter, ACCOUNT_VIEWS
    orders = {"created_at": NEWEST, "name_key": BY_NAME}
    columns = ("industry", "city", "country", "phone", "owner", "created_at")
    related = ("owner", "industry")
    url_name, counts_url_name, bulk_url_name = "account_list", "account_counts", "account_bulk"


class ContactList(RecordList):
    create_label = _("New contact")
    model, table_class, filter_class, shipped_views = Contact, ContactTable, ContactFilter, CONTACT_VIEWS
    orders = {"created_at": NEWEST, "name_key": BY_NAME}
    columns = ("account", "title", "email", "phone", "owner", "created_at")
    related = ("owner", "account")
    url_name, counts_url_name, bulk_url_name = "contact_list", "contact_counts", "contact_bulk"
    verbs_for_many = ("enrol", "add_to_list", "change_owner")


class OpportunityList(RecordList):
    create_label = _("New opportunity")
    model, table_class, filter_class = Opportunity, OpportunityTable, OpportunityFilter
    shipped_views, first_view = OPPORTUNITY_VIEWS, "open"
    orders = {"created_at": NEWEST, "name_key": BY_NAME, "close_on": SOONEST, "amount": BIGGEST}
    columns = ("account", "stage", "amount", "close_on", "owner", "created_at")
    related = ("owner", "account", "primary_contact", "lead_source", "loss_reason")
    url_name, counts_url_name, bulk_url_name = "opportunity_list", "opportunity_counts", "opportunity_bulk"
    row_verbs = ("log", "move", "win", "lose", "reopen", "plan_task", "change_owner")
    verbs_for_many = ("move", "change_owner")
    has_board = True
    asked_first = ("win",)
