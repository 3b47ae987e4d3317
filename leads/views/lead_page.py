"""What the page of a lead shows to one person."""

import re
from datetime import timedelta
from urllib.parse import quote

from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from hotcrm.activities.files import discussion_context
from hotcrm.activities.models import Task
from hotcrm.pages.actions import is_ours
from hotcrm.pages.filters import LONGEST
from hotcrm.pages.listing import listing_at
from hotcrm.pages.team_panel import TeamPanel
from hotcrm.people.rights import Right, may
from hotcrm.records.conditions import ADMINISTRATORS
from hotcrm.records.lead_words import PENDING, UNASSIGNED, state_word
from hotcrm.records.verbs import verbs_for, verbs_of
from leads.forms import form_of
from leads.models import Lead, Status
from leads.scoring.breakdown import score_lines
from leads.scoring.suggesting import suggested_rating

from .actions import Action, url_of
from .clocks import clocks_of
from .history import timeline_of
from .qualification_tab import tab_of
from .sections import shown_sections

PATH = (Status.NEW, Status.WORKING, Status.NURTURING, Status.QUALIFIED, Status.CONVERTED)
LOST = (Status.UNQUALIFIED, Status.DISCARDED)
LEADS_TO = {
    "work": Status.WORKING,
    "nurture": Status.NURTURING,
    "qualify": Status.QUALIFIED,
    "convert": Status.CONVERTED,
}
BACK = {"reopen": Status.NEW, "reactivate": Status.WORKING}
MAIN = {  # by status: the first that is open is the button
    Status.NEW: ("claim", "work", "assign"),
    Status.WORKING: ("qualify",),
    Status.NURTURING: ("qualify",),
    Status.QUALIFIED: ("convert",),
    Status.UNQUALIFIED: ("reopen",),
    Status.DISCARDED: ("restore",),
}
NOT_IN_MENU = ("edit", "log", "plan_task", "comment", "attach", "change_access", "remove_from_team")
MOST_TASKS = 30


class LeadPage:
    """All a lead's page shows to one person. Asks at most twenty questions, however long its history is."""

    def __init__(self, lead, request):
        self.lead, self.request, self.user = lead, request, request.user
        self.refusals = verbs_for([lead], request.user).get(lead.pk, {})
        if lead.status == Status.CONVERTED:
            self.refusals.pop("convert", None)  # a second call only shows the first one's result
        self.verbs = verbs_of(Lead)

    def context(self) -> dict:
        lead, user = self.lead, self.user
        return {
            "page": self,
            "lead": lead,
            "may_edit": self.is_open("edit"),
            "may_log": self.is_open("log"),
            "main": self.main,
            "actions": self.actions,
            "path": list(self.path),
            "sections": shown_sections(lead, user),
            "tab": tab_of(lead),
            "composer": form_of("log")(user=user, leads=[lead]) if self.is_open("log") else None,
            "task_form": self.task_form,
            "tasks": self.tasks,
            "team": TeamPanel(lead, self.is_open, url_of, back=self.here),
            "clocks": clocks_of(lead),
            "timeline": timeline_of(lead, self.request),
            "follow_up_days": self.follow_up_days,
            **discussion_context(lead, user, may_comment=self.is_open("comment"), may_attach=self.is_open("attach")),
        }

    @property
    def task_form(self):
        """Its ids are its own: a section that is edited beside it has a title too."""
        if not self.is_open("plan_task"):
            return None
        return form_of("plan_task")(user=self.user, leads=[self.lead], auto_id="task_%s")

    @cached_property
    def came_from(self) -> str:
        """The list or pool one came from, if the address says so."""
        url = self.request.GET.get("from", "")[:LONGEST]
        return url if is_ours(self.request, url) else ""

    @property
    def here(self) -> str:
        """This page, which still knows where one came from."""
        url = self.lead.get_absolute_url()
        return f"{url}?from={quote(self.came_from)}" if self.came_from else url

    @cached_property
    def neighbours(self):
        """‹ n of m › within the list one came from. Four queries, or none when one came from elsewhere."""
        listing = listing_at(self.came_from, Lead, self.user) if self.came_from else None
        return listing.neighbours(self.lead) if listing else None

    @property
    def list_url(self) -> str:
        return self.neighbours.list_url if self.neighbours else self.came_from or reverse("lead_list")

    @property
    def list_label(self):
        """The name of the view or pool one came from."""
        if self.neighbours:
            return self.neighbours.list_label
        return _t("Back") if self.came_from else _t("Leads")

    @cached_property
    def score_lines(self):
        return score_lines(self.lead)

    @property
    def suggested_rating(self) -> int:
        return suggested_rating(self.lead)

    @property
    def is_lost(self) -> bool:
        return self.lead.status in LOST

    @property
    def may_disqualify(self) -> bool:
        return self.is_open("disqualify")

    @property
    def dial(self) -> str:
        lead = self.lead
        return lead.mobile_e164 or lead.phone_e164 or re.sub(r"[^\d+]", "", lead.mobile or lead.phone)

    @property
    def stars(self):
        """Five buttons; the one that is set takes the rating away."""
        for n in range(1, 6):
            current = n == self.lead.rating
            label = _t("Remove the rating") if current else ngettext("%(n)d star", "%(n)d stars", n) % {"n": n}
            yield {"sets": 0 if current else n, "on": n <= self.lead.rating, "label": label, "current": current}

    @property
    def survivor(self):
        """The lead that survived this duplicate, for those who see it."""
        if self.lead.survivor_id is None:
            return None
        return Lead.objects.visible_to(self.user).filter(pk=self.lead.survivor_id).first()

    def is_open(self, name) -> bool:
        return name in self.refusals and self.refusals[name] is None

    @cached_property
    def main(self):
        """The one thing to do in this state, as the big button."""
        name = next((name for name in MAIN.get(self.lead.status, ()) if self.is_open(name)), None)
        return self._action(name) if name else None

    @property
    def actions(self):
        """The verbs of the menu: open ones first, then the closed with their reasons."""
        hidden = {*NOT_IN_MENU, self.main.name if self.main else "", "claim" if self.is_mine else ""}
        names = [name for name in self.refusals if name not in hidden and not self._is_beyond_me(name)]
        actions = [self._action(name) for name in names]
        return sorted(actions, key=lambda action: (action.refusal is not None, action.danger))

    @property
    def path(self):
        """The steps of a lead: where it has been, is, and may be moved to by one click."""
        here = PATH.index(self.lead.status) if self.lead.status in PATH else -1
        for number, status in enumerate(PATH):
            action = self._step_to(status)
            state = "current" if number == here else "done" if number < here else "next" if action else "later"
            yield {"status": status, "label": self._step_label(status), "state": state, "action": action}
        if self.is_lost:
            lost = Status(self.lead.status)
            yield {"status": lost, "label": self.lead.status_word, "state": "current", "action": None}

    @property
    def tasks(self):
        """Open ones by their day, then those done last."""
        return (
            Task.objects.about(self.lead)
            .select_related("assignee")
            .annotate(is_done=Case(When(done_at__isnull=True, then=Value(0)), default=Value(1)))
            .order_by("is_done", F("due_on").asc(nulls_last=True), "-done_at", "pk")[:MOST_TASKS]
        )

    @property
    def follow_up_days(self):
        today = self.user.today()
        return [
            (_t("Today"), today),
            (_t("Tomorrow"), today + timedelta(days=1)),
            (_t("Next week"), today + timedelta(days=7)),
        ]

    @property
    def hold(self):
        """What keeps it from going back, for those who may; once it is kept, what lets it go."""
        name = "release_hold" if self.lead.is_on_hold else "hold"
        return self._action(name) if self.lead.reclaim_on and self.is_open(name) else None

    @property
    def is_mine(self) -> bool:
        return self.lead.owner_id == self.user.pk

    def _is_beyond_me(self, name) -> bool:
        """What is closed stays out of menus where only CRM administrators ever do it, where it is for the discarded
        alone, and where one's role has no right to it."""
        who = self.verbs[name].who
        lacks_right = who.right is not None and not may(self.user, who.right)
        is_rare = who is ADMINISTRATORS or who.right in (Right.RESTORE, Right.BULK_DELETE)
        return (is_rare or lacks_right) and not self.is_open(name)

    def _step_label(self, status):
        """Of New the part that this lead is, or would be, in."""
        if status == Status.NEW:
            return state_word(UNASSIGNED if self.lead.owner_id is None else PENDING)
        return status.label

    def _step_to(self, status):
        verbs = BACK if self.lead.status == Status.UNQUALIFIED else LEADS_TO
        name = next((name for name, target in verbs.items() if target == status and self.is_open(name)), None)
        return self._action(name) if name else None

    def _action(self, name) -> Action:
        return Action(self.verbs[name], self.refusals[name], url_of(self.lead, name, back=self.here))
