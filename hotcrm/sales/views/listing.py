"""The lists of accounts, contacts and opportunities."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.counts import CountsPage
from hotcrm.pages.verb_list import VerbList
from hotcrm.sales.filters import AccountFilter, ContactFilter, OpportunityFilter
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

from .actions import asks, may_create, word_of

CREATE = {Account: _("New account"), Contact: _("New contact"), Opportunity: _("New opportunity")}


class SalesList(VerbList):
    """A list of one of the three."""

    model: Any = None
    template_name = "sales/list.html"
    row_verbs: tuple[str, ...] = ("log", "plan_task", "change_owner")
    verbs_for_many: tuple[str, ...] = ("change_owner",)
    first_view = "all"

    def get_context_data(self, **kwargs):
        kind = self.model._meta
        return super().get_context_data(
            **kwargs,
            kind=kind.model_name,
            export_url=reverse(f"{kind.model_name}_export"),
            create_label=CREATE[self.model],
            create_url=reverse(f"{kind.model_name}_create") if may_create(self.request.user) else "",
        )

    def empty_url(self):
        """Nothing is added by those who may not."""
        url = super().empty_url()
        return url if url.startswith("?") or may_create(self.request.user) else ""

    def word_of(self, name):
        return word_of(name)

    def asks(self, name):
        return asks(name)


class AccountList(SalesList):
    model, table_class, filter_class, shipped_views = Account, AccountTable, AccountFilter, ACCOUNT_VIEWS
    orders = {"created_at": NEWEST, "name_key": BY_NAME}
    columns = ("industry", "city", "country", "phone", "owner", "created_at")
    related = ("owner", "industry")
    url_name, counts_url_name, bulk_url_name = "account_list", "account_counts", "account_bulk"


class ContactList(SalesList):
    model, table_class, filter_class, shipped_views = Contact, ContactTable, ContactFilter, CONTACT_VIEWS
    orders = {"created_at": NEWEST, "name_key": BY_NAME}
    columns = ("account", "title", "email", "phone", "owner", "created_at")
    related = ("owner", "account")
    url_name, counts_url_name, bulk_url_name = "contact_list", "contact_counts", "contact_bulk"


class OpportunityList(SalesList):
    model, table_class, filter_class = Opportunity, OpportunityTable, OpportunityFilter
    shipped_views, first_view = OPPORTUNITY_VIEWS, "open"
    orders = {"created_at": NEWEST, "name_key": BY_NAME, "close_on": SOONEST, "amount": BIGGEST}
    columns = ("account", "stage", "amount", "close_on", "owner", "created_at")
    related = ("owner", "account", "primary_contact", "lead_source", "loss_reason")
    url_name, counts_url_name, bulk_url_name = "opportunity_list", "opportunity_counts", "opportunity_bulk"
    row_verbs = ("log", "move", "win", "lose", "reopen", "plan_task", "change_owner")
    verbs_for_many = ("move", "change_owner")


class AccountCounts(CountsPage):
    page = AccountList


class ContactCounts(CountsPage):
    page = ContactList


class OpportunityCounts(CountsPage):
    page = OpportunityList


LISTS = {Account: AccountList, Contact: ContactList, Opportunity: OpportunityList}
