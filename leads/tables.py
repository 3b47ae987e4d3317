from django.utils.translation import gettext_lazy as _

from hotcrm.pages.tables import NOTHING, Cell, ListTable
from hotcrm.pages.templatetags.face import (
    ago,
    deadline,
    due,
    email_link,
    money,
    person,
    phone_link,
    pill,
    score_bar,
    stars,
)


class LeadTable(ListTable):
    """What a list of leads can show. Labels and order of the columns people choose from."""

    lead = Cell(_("Lead"), css="col-title")
    status = Cell(_("Status"))
    score = Cell(_("Score"))
    rating = Cell(_("Rating"))
    owner = Cell(_("Owner"))
    source = Cell(_("Source"))
    next_follow_up_on = Cell(_("Next follow-up"))
    created_at = Cell(_("Created"))
    pool = Cell(_("Pool"))
    last_activity_at = Cell(_("Last activity"))
    title = Cell(_("Job title"))
    industry = Cell(_("Industry"))
    email = Cell(_("E-mail"))
    phone = Cell(_("Phone"))
    city = Cell(_("City"))
    country = Cell(_("Country"))
    employees = Cell(_("Employees"), css="numeric")
    annual_revenue = Cell(_("Annual revenue"), css="numeric")
    budget = Cell(_("Budget"), css="numeric")
    data_completeness = Cell(_("Completeness"), css="numeric")
    overdue_at = Cell(_("Due"))
    first_contact_due_at = Cell(_("First contact due"))
    reclaim_on = Cell(_("Reclaim date"))
    previous_owner = Cell(_("Previous owner"))
    updated_at = Cell(_("Changed"))
    number = Cell(_("Number"))

    always = ("lead",)

    def render_lead(self, record):
        below = record.company if record.full_name else record.title
        return self.title_cell(record, record.name, below)

    def render_status(self, record):
        return pill(record.status, record.status_word)

    def render_score(self, record):
        return score_bar(record.score)

    def render_rating(self, record):
        return stars(record.rating) if record.rating else NOTHING

    def render_owner(self, record):
        return person(record.owner)

    def render_previous_owner(self, record):
        return person(record.previous_owner)

    def render_source(self, record):
        return record.lead_source or NOTHING

    def render_next_follow_up_on(self, record):
        return due(record.next_follow_up_on)

    def render_overdue_at(self, record):
        return deadline(record.overdue_at)

    def render_first_contact_due_at(self, record):
        return deadline(record.first_contact_due_at if record.awaits_first_contact else None)

    def render_reclaim_on(self, record):
        return due(record.reclaim_on)

    def render_created_at(self, record):
        return ago(record.created_at)

    def render_updated_at(self, record):
        return ago(record.updated_at)

    def render_last_activity_at(self, record):
        return ago(record.last_activity_at)

    def render_email(self, record):
        return email_link(record.email)

    def render_phone(self, record):
        return phone_link(record.phone or record.mobile, record.phone_e164 or record.mobile_e164)

    def render_annual_revenue(self, record):
        return money(record.annual_revenue)

    def render_budget(self, record):
        return money(record.budget)

    def render_data_completeness(self, record):
        return f"{record.data_completeness} %"

    def render_pool(self, record):
        return record.pool or NOTHING

    def render_industry(self, record):
        return record.industry or NOTHING

    def render_title(self, record):
        return record.title or NOTHING

    def render_city(self, record):
        return record.city or NOTHING

    def render_country(self, record):
        return record.country or NOTHING

    def render_employees(self, record):
        return NOTHING if record.employees is None else record.employees

    def render_number(self, record):
        return record.number
