from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView

from hotcrm.activities.timeline import WORDS
from hotcrm.pages.actions import way_back
from hotcrm.records.lead_words import action_told
from leads.holdings import holdings_of
from leads.models import Lead

from .history import PAST

TOLD = {**WORDS, **PAST}


class LeadHoldings(LoginRequiredMixin, DetailView):
    """Its owners and pools one after the other: a small page, or a dialog."""

    context_object_name = "lead"

    def get_queryset(self):
        return Lead.objects.visible_to(self.request.user).select_related(*Lead.read_with_lock)

    def get_template_names(self):
        return ["leads/_holdings.html" if self.request.htmx else "leads/holdings.html"]

    def get_context_data(self, **kwargs):
        holdings = [(one, action_told(one.verb, TOLD.get(one.verb, one.verb))) for one in holdings_of(self.object)]
        url = way_back(self.request, self.object.get_absolute_url())
        return super().get_context_data(**kwargs, holdings=holdings, next=url)
