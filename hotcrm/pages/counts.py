"""The counts beside a list's tabs, fetched when the page is there already: they may take longer than the list."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from .listing import Listing, capped


class CountsPage(LoginRequiredMixin, TemplateView):
    """Counts of the tabs and of what is listed, as fragments that htmx puts in their places."""

    template_name = "pages/_counts.html"
    page = None

    def get_context_data(self, **kwargs):
        page = self.page.for_person(self.request.user, **self.kwargs)
        listing = Listing(page, self.request.user, self.request.GET)
        tabs = self.tabs(listing) if "tabs" in self.request.GET else ()
        return super().get_context_data(**kwargs, total=capped(listing.selection.count()), tabs=tabs)

    def tabs(self, listing):
        for view in listing.views.shipped.values():
            if view.shipped.main:
                yield view.slug, capped(listing.selection_of(view, view.filters, view.shipped.order).count())
