"""A verb for many leads."""

from hotcrm.pages.bulk import BulkVerb
from leads.forms.bulk import page_form_of
from leads.models.rules_for_many import rules_for_many

from .actions import SURE, name_of
from .listing import BULK_VERBS, LeadList


class LeadBulk(BulkVerb):
    page, verbs, asked_first = LeadList, BULK_VERBS, SURE

    def name_of(self, word):
        return name_of(word)

    def form(self, data):
        return page_form_of(self.verb.name)(data, user=self.request.user, leads=self.rows)

    def rules(self):
        return rules_for_many(self.verb.name, self.request.user)
