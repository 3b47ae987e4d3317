"""The list of leads."""

from urllib.parse import urlencode

from hotcrm.pages.counts import CountsPage
from hotcrm.pages.listing import capped
from hotcrm.pages.verb_list import VerbList
from leads.filters import LeadFilter
from leads.forms.verbs import VERB_FORMS
from leads.models import Lead, Status
from leads.shipped_views import BEST, NEWEST, SHIPPED_VIEWS, SOONEST
from leads.tables import LeadTable

from .actions import OWN_PAGE, SURE, word_of

ROW_VERBS = (
    "claim", "log", "assign", "work", "qualify", "nurture", "convert", "reopen", "change_owner", "return_to_pool",
    "reclaim", "disqualify", "restore", "delete_for_good",
)  # fmt: skip
BULK_VERBS = (
    "claim", "assign", "change_owner", "enrol", "add_to_list", "add_to_team", "return_to_pool", "reclaim", "transfer",
    "hold", "release_hold", "nurture", "convert", "disqualify", "discard", "restore", "delete_for_good",
    "undo_conversion",
)  # fmt: skip


class LeadList(VerbList):
    model = Lead
    row_verbs, verbs_for_many, bulk_url_name = ROW_VERBS, BULK_VERBS, "lead_bulk"
    table_class = LeadTable
    filter_class = LeadFilter
    shipped_views = SHIPPED_VIEWS
    first_view = "all"
    orders = {"created_at": NEWEST, "score": BEST, "next_follow_up_on": SOONEST}
    columns = ("status", "score", "rating", "owner", "source", "next_follow_up_on", "created_at")
    related = ("owner", "pool", "lead_source", "industry", "previous_owner")
    url_name, counts_url_name = "lead_list", "lead_counts"
    template_name = "leads/list.html"

    def word_of(self, name):
        return word_of(name)

    def asks(self, name):
        return name in VERB_FORMS or name in SURE

    def has_page(self, name):
        return name in OWN_PAGE

    def left_out(self, row):
        """A second conversion would only show the first one's result."""
        return {"convert"} if row.status == Status.CONVERTED else set()

    def groups(self):
        listing = self.listing
        labels = dict(listing.filter.form.fields["source"].choices)
        counts = listing.selection.count_by("lead_source_id", [code for code in labels if code and code != "none"])
        most = max(counts.values(), default=0)
        state = listing.state
        return [
            {
                "label": labels[code],
                "count": capped(count),
                "url": "?" + urlencode({"view": "all"} | state.filters | {"source": code}),
                "share": 100 * count // most,
            }
            for code, count in sorted(counts.items(), key=lambda item: -item[1])
        ]


class LeadCounts(CountsPage):
    page = LeadList
