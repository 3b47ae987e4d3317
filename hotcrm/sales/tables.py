from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.tables import NOTHING, Cell, ListTable
from hotcrm.pages.templatetags.face import ago, due, email_link, money, person, phone_link, pill


class SalesTable(ListTable):
    """What the lists of accounts, contacts and opportunities share. The name is called as its order is."""

    always = ("name_key",)

    def render_owner(self, record):
        return person(record.owner)

    def render_account(self, record):
        return record.account or NOTHING

    def render_phone(self, record):
        return phone_link(record.phone)

    def render_created_at(self, record):
        return ago(record.created_at)

    def render_updated_at(self, record):
        return ago(record.updated_at)


class AccountTable(SalesTable):
    name_key = Cell(_("Account"), css="col-title")
    industry = Cell(_("Industry"))
    city = Cell(_("City"))
    country = Cell(_("Country"))
    phone = Cell(_("Phone"))
    owner = Cell(_("Owner"))
    created_at = Cell(_("Created"))
    website = Cell(_("Website"))
    tin = Cell(_("Tax number"))
    employees = Cell(_("Employees"), css="numeric")
    annual_revenue = Cell(_("Annual revenue"), css="numeric")
    updated_at = Cell(_("Changed"))

    def render_name_key(self, record):
        return self.title_cell(record, record.name, "")

    def render_industry(self, record):
        return record.industry or NOTHING

    def render_city(self, record):
        return record.city or NOTHING

    def render_country(self, record):
        return record.country or NOTHING

    def render_website(self, record):
        return record.website or NOTHING

    def render_tin(self, record):
        return record.tin or NOTHING

    def render_employees(self, record):
        return NOTHING if record.employees is None else record.employees

    def render_annual_revenue(self, record):
        return money(record.annual_revenue)


class ContactTable(SalesTable):
    name_key = Cell(_("Contact"), css="col-title")
    account = Cell(_("Account"))
    title = Cell(_("Job title"))
    email = Cell(_("E-mail"))
    phone = Cell(_("Phone"))
    owner = Cell(_("Owner"))
    created_at = Cell(_("Created"))
    mobile = Cell(_("Mobile"))
    updated_at = Cell(_("Changed"))

    def render_name_key(self, record):
        return self.title_cell(record, str(record), _("primary") if record.is_primary else "")

    def render_title(self, record):
        return record.title or NOTHING

    def render_email(self, record):
        return email_link(record.email)

    def render_mobile(self, record):
        return phone_link(record.mobile)


class OpportunityTable(SalesTable):
    name_key = Cell(_("Opportunity"), css="col-title")
    account = Cell(_("Account"))
    stage = Cell(_("Stage"))
    amount = Cell(_("Amount"), css="numeric")
    probability = Cell(_("Probability"), css="numeric")
    close_on = Cell(_("Closes on"))
    owner = Cell(_("Owner"))
    created_at = Cell(_("Created"))
    primary_contact = Cell(_("Primary contact"))
    source = Cell(_("Source"))
    loss_reason = Cell(_("Loss reason"))
    closed_at = Cell(_("Closed"))
    updated_at = Cell(_("Changed"))

    def render_name_key(self, record):
        return self.title_cell(record, record.name, "")

    def render_stage(self, record):
        return pill(record.stage, record.get_stage_display())

    def render_amount(self, record):
        return money(record.amount)

    def render_probability(self, record):
        return format_html("{} %", record.probability)

    def render_close_on(self, record):
        return due(record.close_on) if record.is_open else ago(record.close_on)

    def render_primary_contact(self, record):
        return record.primary_contact or NOTHING

    def render_source(self, record):
        return record.lead_source or NOTHING

    def render_loss_reason(self, record):
        return record.loss_reason or NOTHING

    def render_closed_at(self, record):
        return ago(record.closed_at)
