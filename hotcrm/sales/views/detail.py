"""The pages of one account, one contact, one opportunity."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView

from hotcrm.pages.actions import with_toasts
from hotcrm.sales.models import Account, Contact, Opportunity

from .record_page import RecordPage, timeline_context

READ_ALONG = {
    Account: ("owner", "industry"),
    Contact: ("owner", "account"),
    Opportunity: ("owner", "account", "primary_contact", "lead_source", "campaign", "loss_reason"),
}


class RecordDetail(LoginRequiredMixin, DetailView):
    """`model` says of what."""

    context_object_name = "record"

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user).select_related(*READ_ALONG[self.model])

    def get_template_names(self):
        return ["sales/_record.html" if self.request.htmx.target == "record" else "sales/detail.html"]

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **RecordPage(self.object, self.request).context()}

    def render_to_response(self, context, **kwargs):
        return with_toasts(self.request, super().render_to_response(context, **kwargs))


class RecordTimeline(RecordDetail):
    """An older page of the timeline, or one narrowed to a kind: a part for htmx."""

    def get_template_names(self):
        return ["activities/_timeline.html"]

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs):
        return timeline_context(self.object, self.request)
