from hotcrm.activities.timeline import WORDS
from hotcrm.pages.told import ToldOfRecord
from hotcrm.records.lead_words import action_told
from leads.holdings import holdings_of
from leads.models import Lead

from .history import PAST

TOLD = {**WORDS, **PAST}


class LeadHoldings(ToldOfRecord):
    """Its owners and pools one after the other."""

    model = Lead
    template_name = "leads/holdings.html"
    context_object_name = "lead"

    def get_context_data(self, **kwargs):
        holdings = [(one, action_told(one.verb, TOLD.get(one.verb, one.verb))) for one in holdings_of(self.object)]
        return super().get_context_data(**kwargs, holdings=holdings)
