"""What the page of an account, a contact or an opportunity shows to one person."""

from typing import Any
from urllib.parse import quote

from django.db.models import Case, F, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.files import discussion_context
from hotcrm.activities.models import Task
from hotcrm.activities.timeline import Timeline
from hotcrm.pages.actions import is_ours
from hotcrm.pages.filters import LONGEST
from hotcrm.pages.listing import Listing
from hotcrm.pages.team_panel import TeamPanel
from hotcrm.records.verbs import verbs_for, verbs_of
from hotcrm.sales.forms import form_of
from hotcrm.sales.models import CLOSED_STAGES, LossReason, Opportunity, Stage

from .actions import button_of, url_of
from .listing import LISTS
from .related import related_of
from .sections import shown_sections

# What history calls a verb once it has happened.
PAST = {
    "change_owner": _("Owner changed"),
    "plan_task": _("Task added"),
    "move": _("Stage changed"),
    "win": _("Won"),
    "lose": _("Lost"),
    "reopen": _("Reopened"),
}
REASONS = {"lose": LossReason}
PATH = tuple(stage for stage in Stage if stage != Stage.CLOSED_LOST)
NOT_IN_MENU = ("edit", "log", "plan_task", "comment", "attach", "move", "change_access", "remove_from_team")
MAIN = ("win", "reopen")
MOST_TASKS = 30


class RecordPage:
    """All that such a page shows. Asks a bounded number of questions, however much there is to tell."""

    def __init__(self, record, request):
        self.record, self.request, self.user = record, request, request.user
        model: Any = type(record)
        self.verbs = verbs_of(model)
        self.refusals = verbs_for([record], request.user).get(record.pk, {})
        self.kind = record._meta.model_name

    def context(self) -> dict:
        record, may_log = self.record, self.is_open("log")
        asked = {"user": self.user, "record": record}
        return {
            "page": self,
            "record": record,
            "kind": self.kind,
            "may_edit": self.is_open("edit"),
            "may_log": may_log,
            "sections": shown_sections(record, self.user),
            "composer": form_of("log")(**asked) if may_log else None,
            "task_form": form_of("plan_task")(**asked, auto_id="task_%s") if may_log else None,
            "log_url": url_of(record, "log"),
            "task_url": url_of(record, "plan_task"),
            "why_url": reverse(f"{self.kind}_why", args=[record.pk]),
            "edit_url": reverse(f"{self.kind}_edit", args=[record.pk]),
            "tasks": self.tasks,
            "team": TeamPanel(record, self.is_open, url_of, back=self.here),
            "related": related_of(record, self.user),
            **discussion_context(
                record, self.user, may_comment=self.is_open("comment"), may_attach=self.is_open("attach")
            ),
            **timeline_context(record, self.request),
        }

    @cached_property
    def came_from(self) -> str:
        """The list one came from, if the address says so."""
        url = self.request.GET.get("from", "")[:LONGEST]
        return url if is_ours(self.request, url) else ""

    @property
    def here(self) -> str:
        """This page, which still knows where one came from."""
        url = self.record.get_absolute_url()
        return f"{url}?from={quote(self.came_from)}" if self.came_from else url

    @cached_property
    def neighbours(self):
        """‹ n of m › within the list one came from. Four queries, or none when one came from elsewhere."""
        path, _mark, query = self.came_from.partition("?")
        page = LISTS[type(self.record)]
        return Listing(page, self.user, QueryDict(query)).neighbours(self.record) if path == self.all_url else None

    @property
    def all_url(self) -> str:
        return reverse(f"{self.kind}_list")

    @property
    def list_url(self) -> str:
        return self.neighbours.list_url if self.neighbours else self.came_from or self.all_url

    @property
    def list_label(self):
        """The name of the view one came from."""
        if self.neighbours:
            return self.neighbours.list_label
        return _t("Back") if self.came_from else str(self.record._meta.verbose_name_plural).capitalize()

    def is_open(self, name) -> bool:
        return name in self.refusals and self.refusals[name] is None

    @cached_property
    def main(self):
        """The one thing to do in this state, as the big button."""
        name = next((name for name in MAIN if self.is_open(name)), None)
        return self._button(name) if name else None

    @property
    def actions(self):
        """The verbs of the menu: open ones first, then the closed with their reasons."""
        hidden = {*NOT_IN_MENU, self.main.name if self.main else ""}
        buttons = [self._button(name) for name in self.refusals if name not in hidden]
        return sorted(buttons, key=lambda button: (button.refusal is not None, button.danger))

    @property
    def path(self):
        """The stages of an opportunity: where it is, and where one click moves it."""
        if not isinstance(self.record, Opportunity):
            return
        stage = Stage(self.record.stage)
        here = PATH.index(stage) if stage in PATH else -1
        for number, step in enumerate(PATH):
            state = "current" if number == here else "done" if number < here else "later"
            yield {"stage": step, "state": state, "verb": self._verb_to(step), "url": self._url_to(step)}
        if stage == Stage.CLOSED_LOST:
            yield {"stage": stage, "state": "current", "verb": None, "url": ""}

    @property
    def is_lost(self) -> bool:
        return getattr(self.record, "stage", "") == Stage.CLOSED_LOST

    @property
    def tasks(self):
        """Open ones by their day, then those done last."""
        return (
            Task.objects.about(self.record)
            .select_related("assignee")
            .annotate(is_done=Case(When(done_at__isnull=True, then=Value(0)), default=Value(1)))
            .order_by("is_done", F("due_on").asc(nulls_last=True), "-done_at", "pk")[:MOST_TASKS]
        )

    def _verb_to(self, stage):
        name = "win" if stage == Stage.CLOSED_WON else "move"
        return name if stage != self.record.stage and self.is_open(name) else None

    def _url_to(self, stage):
        return url_of(self.record, "win" if stage in CLOSED_STAGES else "move", back=self.here)

    def _button(self, name):
        return button_of(self.record, self.verbs[name], self.refusals[name], self.here)


def timeline_context(record, request) -> dict:
    timeline = Timeline(
        record,
        show=request.GET.get("show", "")[:40],
        before=request.GET.get("before", "")[:80],
        words=PAST,
        reasons=REASONS,
    )
    return {
        "timeline": timeline,
        "record_url": record.get_absolute_url(),
        "timeline_url": reverse(f"{record._meta.model_name}_timeline", args=[record.pk]),
    }
