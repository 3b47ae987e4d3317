"""Many records: acted on, or taken out as a file."""

from hotcrm.pages.bulk import BulkVerb
from hotcrm.pages.export_view import ListExport


class RecordBulk(BulkVerb):
    def name_of(self, word):
        return self.page.verb_at(word)

    @property
    def verbs(self):
        return self.page.verbs_for_many

    def form(self, data):
        return self.page.form_of(self.verb.name)(data, user=self.request.user)


class RecordExport(ListExport):
    @property
    def fields(self):
        return self.page.exported()

    def headers(self):
        return self.page.headers()

    def rows(self, chosen):
        return self.page.rows_of(chosen)
