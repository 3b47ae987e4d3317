"""“Why can I see this?”: a small page, or a dialog, for any record."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView

from hotcrm.records.visibility import reasons

from .actions import way_back


class WhyVisible(LoginRequiredMixin, DetailView):
    """`model` says of what. One query beside those of the record and of the person's reach."""

    model: Any = None
    context_object_name = "record"

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user).select_related(*self.model.read_with_lock)

    def get_template_names(self):
        return ["pages/_why.html" if self.request.htmx else "pages/why.html"]

    def get_context_data(self, **kwargs):
        url = way_back(self.request, self.object.get_absolute_url())
        return super().get_context_data(**kwargs, reasons=reasons(self.request.user, self.object), next=url)
