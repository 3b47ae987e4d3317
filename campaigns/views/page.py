"""What the page of a campaign shows to one person."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.forms.campaign import CampaignForm
from campaigns.models import Campaign, CampaignStatus
from hotcrm.pages.templatetags.face import money
from hotcrm.sales.views.actions import url_of
from hotcrm.sales.views.record_page import NOT_IN_MENU, PAST, RecordPage

from .beside import Children, Revenue
from .costs import Costs
from .listing import CampaignList
from .panels import panels_of

PATH = (CampaignStatus.PLANNING, CampaignStatus.IN_PROGRESS, CampaignStatus.COMPLETED)
LEADS_TO = {
    CampaignStatus.PLANNING: "reopen",
    CampaignStatus.IN_PROGRESS: "start",
    CampaignStatus.COMPLETED: "complete",
}
KINDS = {
    "starts_on": "day",
    "ends_on": "day",
    "description": "prose",
    "parent": "record",
    **dict.fromkeys(("budgeted_cost", "typed_cost", "expected_revenue", "typed_revenue"), "money"),
    "responses": "tags",
}


def cost_told(facts, person) -> str:
    """What the history says of a cost: its day and its amount."""
    return f"{date_format(date.fromisoformat(facts['spent_on']))}: {money(facts['amount'])}"


class CampaignPage(RecordPage):
    list_page, form = CampaignList, CampaignForm
    template, part_template = "campaigns/detail.html", "campaigns/_record.html"
    facts_template = "campaigns/_facts.html"
    read_along = ("owner", "type", "parent")
    kinds = KINDS
    starts_with = {"parent": ("parent", Campaign)}
    said = {
        "start": _("%(name)s is in progress."),
        "hold": _("%(name)s is on hold."),
        "complete": _("%(name)s is completed."),
        "cancel": _("%(name)s is cancelled."),
        "reopen": _("%(name)s is planned again."),
        "add_cost": _("The cost was added."),
        "change_cost": _("The cost was changed."),
        "remove_cost": _("The cost was removed."),
        "use_list": _("The list was chosen."),
        "drop_list": _("The list was dropped."),
    }
    past = {
        **PAST,
        "start": _("Started"),
        "hold": _("Put on hold"),
        "complete": _("Completed"),
        "cancel": _("Cancelled"),
        "reopen": _("Reopened"),
        "add_cost": _("Cost added"),
        "change_cost": _("Cost changed"),
        "remove_cost": _("Cost removed"),
        "use_list": _("List chosen"),
        "drop_list": _("List dropped"),
    }
    notes = dict.fromkeys(("add_cost", "change_cost", "remove_cost"), cost_told)
    named = ("cost",)
    not_in_menu = (*NOT_IN_MENU, "add_cost", "change_cost", "remove_cost", "use_list", "drop_list")
    main_verbs = ("start", "complete", "reopen")

    @classmethod
    def doubt(cls, record):
        """A campaign over its budget is saved all the same."""
        return _t("It is over its budget.") if record.is_over_budget else ""

    def context(self):
        revenue = Revenue(self.record, self.user)
        return {
            **super().context(),
            "cost_told": money(revenue.figures.cost),
            "budget_told": money(revenue.figures.budget),
            "costs": Costs(self.record, self.is_open, back=self.here),
            "revenue": revenue,
            "children": Children(self.record, self.user),
            "panels": panels_of(self.record, self.request),
        }

    @property
    def state(self):
        return self.record.status, self.record.get_status_display()

    @property
    def path(self):
        """From planning to completed: where it is, and where one click moves it."""
        status = CampaignStatus(self.record.status)
        here = PATH.index(status) if status in PATH else -1
        for number, step in enumerate(PATH):
            state = "current" if number == here else "done" if number < here else "later"
            yield self._step(step, state)
            if step == CampaignStatus.IN_PROGRESS and status == CampaignStatus.ON_HOLD:
                yield self._step(status, "current")
        if status == CampaignStatus.CANCELLED:
            yield self._step(status, "current")

    @property
    def is_lost(self) -> bool:
        return self.record.status == CampaignStatus.CANCELLED

    def _step(self, status, state) -> dict:
        name = LEADS_TO.get(status) if state != "current" else None
        verb = name if name and self.is_open(name) else None
        url = url_of(self.record, verb, back=self.here) if verb else ""
        asks = verb is not None and self.list_page.asks_for(verb)
        return {"label": status.label, "value": "", "state": state, "verb": verb, "url": url, "asks": asks}
