"""Many accounts, contacts or opportunities: acted on, or taken out as a file."""

from hotcrm.pages.bulk import BulkVerb
from hotcrm.pages.export_view import ListExport
from hotcrm.sales.exporting import COLUMNS, headers_of, rows_of
from hotcrm.sales.forms import form_of

from .actions import name_of


class SalesBulk(BulkVerb):
    def name_of(self, word):
        return name_of(word)

    @property
    def verbs(self):
        return self.page.verbs_for_many

    def form(self, data):
        return form_of(self.verb.name)(data, user=self.request.user)


class SalesExport(ListExport):
    @property
    def fields(self):
        return COLUMNS[self.page.model]

    def headers(self):
        return headers_of(self.page.model)

    def rows(self, chosen):
        return rows_of(chosen)
