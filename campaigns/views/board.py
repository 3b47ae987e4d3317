"""Campaigns by status, with what is budgeted for them."""

from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignStatus
from campaigns.shipped_views import for_marketers
from hotcrm.sales.views.board import Board

from .listing import CampaignList


class CampaignBoard(Board):
    list_page, field, states, amount = CampaignList, "status", CampaignStatus, "budgeted_cost"
    related = ("owner", "type")
    verbs = ("start", "hold", "complete", "cancel", "reopen")
    template_name = "campaigns/board.html"
    card_template, label = "campaigns/_card.html", _("Campaigns by status")

    def has_own(self, user, reach):
        return for_marketers(user, reach)
