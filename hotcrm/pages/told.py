"""Something told of a record, beside it: a small page, or a dialog over what stands there."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView

from .actions import way_back


class ToldOfRecord(LoginRequiredMixin, DetailView):
    """`model` says of what, `template_name` the page; its part that a dialog shows is called the same after a `_`."""

    model: Any = None
    template_name: str
    context_object_name = "record"

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user).select_related(*self.model.read_with_lock)

    def get_template_names(self):
        folder, name = self.template_name.rsplit("/", 1)
        return [f"{folder}/_{name}" if self.request.htmx else self.template_name]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, next=way_back(self.request, self.object.get_absolute_url()))
