"""The page of one record."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView

from hotcrm.pages.actions import with_toasts

from .record_page import timeline_context


class RecordDetail(LoginRequiredMixin, DetailView):
    """`page` is the `RecordPage` of its kind."""

    page: Any = None
    context_object_name = "record"

    def get_queryset(self):
        return self.page.model().objects.visible_to(self.request.user).select_related(*self.page.read_along)

    def get_template_names(self):
        return [self.page.part_template if self.request.htmx.target == "record" else self.page.template]

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **self.page(self.object, self.request).context()}

    def render_to_response(self, context, **kwargs):
        return with_toasts(self.request, super().render_to_response(context, **kwargs))


class RecordTimeline(RecordDetail):
    """An older page of the timeline, or one narrowed to a kind: a part for htmx."""

    def get_template_names(self):
        return ["activities/_timeline.html"]

    def get_queryset(self):
        return self.page.model().objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs):
        return timeline_context(self.page, self.object, self.request)
