from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.tables import NOTHING, Cell
from hotcrm.pages.templatetags.face import day, money, percent, pill
from hotcrm.sales.tables import SalesTable


class CampaignTable(SalesTable):
    """`figures` are those of its rows, by key."""

    always = ("name",)

    name = Cell(_("Campaign"), css="col-title")
    code = Cell(_("Code"))
    type = Cell(_("Type"))
    status = Cell(_("Status"))
    starts_on = Cell(_("Starts"))
    ends_on = Cell(_("Ends"))
    owner = Cell(_("Owner"))
    budget = Cell(_("Budget"), css="numeric")
    cost = Cell(_("Cost"), css="numeric")
    members = Cell(_("Members"), css="numeric")
    leads = Cell(_("Leads"), css="numeric")
    converted = Cell(_("Converted"), css="numeric")
    conversion_rate = Cell(_("Conversion rate"), css="numeric")
    revenue = Cell(_("Won revenue"), css="numeric")
    roi = Cell(_("ROI"), css="numeric")
    channel = Cell(_("Channel"))
    responded = Cell(_("Responded"), css="numeric")
    response_rate = Cell(_("Response rate"), css="numeric")
    cost_per_lead = Cell(_("Cost per lead"), css="numeric")
    budget_use = Cell(_("Budget use"), css="numeric")
    created_at = Cell(_("Created"))
    updated_at = Cell(_("Changed"))

    def __init__(self, rows, *, figures, **kwargs):
        self.figures = figures
        super().__init__(rows, **kwargs)

    def render_name(self, record):
        return self.title_cell(record, record.name, "")

    def render_code(self, record):
        return format_html('<span class="nowrap">{}</span>', record.code)

    def render_type(self, record):
        return record.type or NOTHING

    def render_status(self, record):
        return pill(record.status, record.get_status_display())

    def render_starts_on(self, record):
        return day(record.starts_on) if record.starts_on else NOTHING

    def render_ends_on(self, record):
        return day(record.ends_on) if record.ends_on else NOTHING

    def render_channel(self, record):
        return record.channel or NOTHING

    def render_budget(self, record):
        return money(record.budgeted_cost)

    def render_cost(self, record):
        figures = self.figures[record.pk]
        if figures.is_over_budget:
            return format_html('<span class="over-budget" title="{}">{}</span>', _("Over budget"), money(figures.cost))
        return money(figures.cost)

    def render_members(self, record):
        return self.figures[record.pk].members

    def render_leads(self, record):
        return self.figures[record.pk].leads

    def render_converted(self, record):
        return self.figures[record.pk].converted

    def render_responded(self, record):
        return self.figures[record.pk].responded

    def render_conversion_rate(self, record):
        return percent(self.figures[record.pk].conversion_rate)

    def render_response_rate(self, record):
        return percent(self.figures[record.pk].response_rate)

    def render_budget_use(self, record):
        return percent(self.figures[record.pk].budget_use)

    def render_roi(self, record):
        return percent(self.figures[record.pk].roi)

    def render_revenue(self, record):
        return money(self.figures[record.pk].revenue)

    def render_cost_per_lead(self, record):
        return money(self.figures[record.pk].cost_per_lead)
