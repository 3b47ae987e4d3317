"""The list as it stands, as a file."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils import timezone
from django.views import View

from hotcrm.pages.exporting import WRITERS, download
from hotcrm.pages.listing import Listing
from leads.exporting import SPOKEN, headers_of, rows_of

from .listing import LeadList


class LeadExport(LoginRequiredMixin, View):
    """Takes the query string of the list page; `format` is csv or xlsx."""

    def get(self, request):
        kind = request.GET.get("format", "csv")
        listing = Listing(LeadList, request.user, request.GET)
        rows = rows_of(listing.rows(), SPOKEN, spoken=True)
        name = f"leads-{timezone.localdate():%Y-%m-%d}"
        return download(name, headers_of(SPOKEN, spoken=True), rows, kind=kind if kind in WRITERS else "csv")
