"""The list of leads."""

from urllib.parse import urlencode

from django.urls import reverse

from hotcrm.pages.counts import CountsPage
from hotcrm.pages.listing import ListPage, capped
from hotcrm.pages.row_actions import RowAction
from hotcrm.records.verbs import verbs_for, verbs_of
from leads.filters import LeadFilter
from leads.forms.verbs import VERB_FORMS
from leads.models import Lead, Status
from leads.shipped_views import BEST, NEWEST, SHIPPED_VIEWS, SOONEST
from leads.tables import LeadTable

from .actions import OWN_PAGE, word_of

ROW_VERBS = (
    "claim", "log", "assign", "work", "qualify", "nurture", "convert", "reopen", "change_owner", "return_to_pool",
    "reclaim", "disqualify", "restore",
)  # fmt: skip
BULK_VERBS = (
    "claim", "assign", "change_owner", "return_to_pool", "reclaim", "transfer", "nurture", "convert", "disqualify",
    "discard", "restore", "undo_conversion",
)  # fmt: skip
ASKED = tuple(dict.fromkeys(ROW_VERBS + BULK_VERBS))


class LeadList(ListPage):
    model = Lead
    table_class = LeadTable
    filter_class = LeadFilter
    shipped_views = SHIPPED_VIEWS
    first_view = "all"
    orders = {"created_at": NEWEST, "score": BEST, "next_follow_up_on": SOONEST}
    columns = ("status", "score", "rating", "owner", "source", "next_follow_up_on", "created_at")
    related = ("owner", "pool", "lead_source", "industry", "previous_owner")
    url_name, counts_url_name = "lead_list", "lead_counts"
    template_name = "leads/list.html"

    def actions(self, rows):
        """What the verbs leave open for each row. One query for all."""
        verbs = verbs_of(Lead)
        offers = [
            (name, RowAction(verbs[name], word_of(name), asks=name in VERB_FORMS, has_page=name in OWN_PAGE))
            for name in ROW_VERBS
        ]
        refusals = verbs_for(rows, self.request.user, ASKED)
        self.open_verbs = {
            row.pk: {name for name, why in refusals[row.pk].items() if why is None} - not_again(row) for row in rows
        }
        return {row.pk: [offer for name, offer in offers if name in self.open_verbs[row.pk]] for row in rows}

    def bulk_verbs(self):
        """What is open for at least one of the rows on screen, or for what else of the selection could be."""
        verbs = verbs_of(Lead)
        open_for_some = set().union(*getattr(self, "open_verbs", {}).values())
        return [
            (bulk_url(name), verbs[name].label, verbs[name].icon, verbs[name].danger)
            for name in BULK_VERBS
            if name in open_for_some
        ]

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


def not_again(lead) -> set[str]:
    """A second conversion would only show the first one's result."""
    return {"convert"} if lead.status == Status.CONVERTED else set()


def bulk_url(name) -> str:
    return reverse("lead_bulk", args=[word_of(name)])
