"""The list of campaigns, with what each has brought so far."""

from django.utils.translation import gettext_lazy as _

from campaigns import exporting
from campaigns.figures import figures_of
from campaigns.filters import CampaignFilter
from campaigns.forms.verbs import CAMPAIGN_FORMS
from campaigns.models import Campaign
from campaigns.shipped_views import CAMPAIGN_VIEWS, LATEST
from campaigns.tables import CampaignTable
from hotcrm.people.rights import REFUSALS, Right, may
from hotcrm.sales.shipped_views import NEWEST
from hotcrm.sales.views.listing import RecordList


class CampaignList(RecordList):
    model, table_class, filter_class = Campaign, CampaignTable, CampaignFilter
    shipped_views, first_view = CAMPAIGN_VIEWS, "active"
    orders = {"starts_on": LATEST, "created_at": NEWEST}
    columns = (
        "type", "status", "starts_on", "ends_on", "members", "leads", "converted", "conversion_rate", "cost",
        "revenue", "roi", "budget", "owner", "code",
    )  # fmt: skip
    related = ("owner", "type")
    template_name = "campaigns/list.html"
    url_name, counts_url_name, bulk_url_name = "campaign_list", "campaign_counts", "campaign_bulk"
    create_label, create_refusal = _("New campaign"), REFUSALS[Right.CAMPAIGNS]
    verb_forms = CAMPAIGN_FORMS
    asked_first = ("cancel",)
    row_verbs = ("start", "hold", "complete", "cancel", "reopen", "plan_task", "change_owner")
    verbs_for_many = ("start", "hold", "complete", "cancel", "change_owner")
    has_board = True

    def table_options(self, rows):
        return {"figures": figures_of(rows) if rows else {}}

    @staticmethod
    def may_create(user):
        """Those whose role runs campaigns; nobody who only reads, and no partner."""
        return may(user, Right.CAMPAIGNS) and not user.only_reads and not user.is_partner

    @classmethod
    def exported(cls):
        return exporting.COLUMNS

    @classmethod
    def headers(cls):
        return exporting.headers()

    @classmethod
    def rows_of(cls, chosen):
        return exporting.rows_of(chosen)
