"""The page of one lead."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView

from hotcrm.pages.actions import with_toasts
from leads.models import Lead

from .history import timeline_of
from .lead_page import LeadPage

RELATED = (
    "owner",
    "pool",
    "reclaim_rule",
    "previous_owner",
    "industry",
    "account",
    "contact",
    "direction",
    "product",
    "lead_source",
    "campaign",
    "agreement__partner",
    "partner_contact",
    "unqualified_reason",
    "created_by",
    "converted_account",
    "converted_contact",
    "converted_opportunity",
    "converted_by",
    "qualification__procurement",
    "qualification__decision_level",
    "qualification__contact_level",
    "qualification__terms",
)


class LeadDetail(LoginRequiredMixin, DetailView):
    model = Lead
    context_object_name = "lead"

    def get_queryset(self):
        return Lead.objects.visible_to(self.request.user).select_related(*RELATED)

    def get_template_names(self):
        return ["leads/_lead.html" if self.request.htmx.target == "lead" else "leads/detail.html"]

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **LeadPage(self.object, self.request).context()}

    def render_to_response(self, context, **kwargs):
        return with_toasts(self.request, super().render_to_response(context, **kwargs))


class LeadTimeline(LeadDetail):
    """An older page of the timeline, or one narrowed to a kind: a part for htmx."""

    template_name = "leads/_timeline.html"

    def get_template_names(self):
        return [self.template_name]

    def get_queryset(self):
        return Lead.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs):
        return {"lead": self.object, "timeline": timeline_of(self.object, self.request)}
