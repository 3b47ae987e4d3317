"""The list of leads as it stands, as a file."""

from hotcrm.pages.export_view import ListExport
from leads.exporting import SPOKEN, headers_of, rows_of

from .listing import LeadList


class LeadExport(ListExport):
    page = LeadList
    fields = SPOKEN

    def headers(self):
        return headers_of(SPOKEN, spoken=True)

    def rows(self, chosen):
        return rows_of(chosen, SPOKEN, spoken=True)
