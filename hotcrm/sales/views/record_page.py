"""What the page of a record shows to one person. A domain declares a `RecordPage` for each of its kinds."""

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
from hotcrm.texts import Text

from .actions import button_of, url_of
from .sections import KINDS, shown_sections

# What history calls a verb once it has happened.
PAST: dict[str, Text] = {"change_owner": _("Owner changed"), "plan_task": _("Task added")}
NOT_IN_MENU = ("edit", "log", "plan_task", "comment", "attach", "change_access", "remove_from_team")
MOST_TASKS = 30


class RecordPage:
    """All that such a page shows. Asks a bounded number of questions, however much there is to tell.

    A kind gives its `list_page` and `form`, what is read along, how its fields that are not plain text are shown
    (`kinds`), what a new one may be started with ({word of the address: (field, model)}); of its verbs, what is said
    once they are done (`said`, and `past` in the history, with the picklists of their `reasons` and the `notes` of
    the timeline), which of them the menu does not hold, which is the big button, and what an address may name for the
    form of one (`named`).
    """

    list_page: Any = None
    form: Any = None
    template, part_template, facts_template = "sales/detail.html", "sales/_record.html", "sales/_facts.html"
    read_along: tuple[str, ...] = ("owner",)
    kinds: dict[str, str] = KINDS
    starts_with: dict[str, tuple[str, Any]] = {}
    said: dict[str, Text] = {}
    past: dict[str, Text] = PAST
    reasons: dict[str, Any] = {}
    notes: dict[str, Any] = {}
    named: tuple[str, ...] = ()
    not_in_menu: tuple[str, ...] = NOT_IN_MENU
    main_verbs: tuple[str, ...] = ()

    @classmethod
    def model(cls) -> Any:
        return cls.list_page.model

    @classmethod
    def kind(cls) -> str:
        return cls.model()._meta.model_name

    @classmethod
    def doubt(cls, record) -> str:
        """What is to be looked at after a change that was saved all the same."""
        return ""

    def __init__(self, record, request):
        self.record, self.request, self.user = record, request, request.user
        self.verbs = verbs_of(self.model())
        self.refusals = verbs_for([record], request.user).get(record.pk, {})

    def context(self) -> dict:
        record, may_log = self.record, self.is_open("log")
        asked, form_of, kind = {"user": self.user, "record": record}, self.list_page.form_of, self.kind()
        return {
            "page": self,
            "record": record,
            "kind": kind,
            "may_edit": self.is_open("edit"),
            "may_log": may_log,
            "sections": shown_sections(record, self.user, self.form.sections.values(), self.kinds),
            "composer": form_of("log")(**asked) if may_log else None,
            "task_form": form_of("plan_task")(**asked, auto_id="task_%s") if may_log else None,
            "log_url": url_of(record, "log"),
            "task_url": url_of(record, "plan_task"),
            "why_url": reverse(f"{kind}_why", args=[record.pk]),
            "edit_url": reverse(f"{kind}_edit", args=[record.pk]),
            "tasks": self.tasks,
            "team": TeamPanel(record, self.is_open, url_of, back=self.here),
            "related": list(self.related()),
            **discussion_context(
                record, self.user, may_comment=self.is_open("comment"), may_attach=self.is_open("attach")
            ),
            **timeline_context(type(self), record, self.request),
        }

    def related(self):
        """The lists beside it."""
        return ()

    @property
    def path(self):
        """The steps such a record goes through: each with its label, state, verb, address and the value it posts."""
        return ()

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
        return (
            Listing(self.list_page, self.user, QueryDict(query)).neighbours(self.record)
            if path == self.all_url
            else None
        )

    @property
    def all_url(self) -> str:
        return self.list_page.address()

    @property
    def list_url(self) -> str:
        return self.neighbours.list_url if self.neighbours else self.came_from or self.all_url

    @property
    def list_label(self):
        """The name of the view one came from."""
        if self.neighbours:
            return self.neighbours.list_label
        return _t("Back") if self.came_from else self.list_page.title()

    @property
    def state(self) -> tuple[str, Text] | None:
        """The code and the words of the state it is in, where it has any."""
        return None

    def is_open(self, name) -> bool:
        return name in self.refusals and self.refusals[name] is None

    @cached_property
    def main(self):
        """The one thing to do in this state, as the big button."""
        name = next((name for name in self.main_verbs if self.is_open(name)), None)
        return self._button(name) if name else None

    @property
    def actions(self):
        """The verbs of the menu: open ones first, then the closed with their reasons."""
        hidden = {*self.not_in_menu, self.main.name if self.main else ""}
        buttons = [self._button(name) for name in self.refusals if name not in hidden]
        return sorted(buttons, key=lambda button: (button.refusal is not None, button.danger))

    @property
    def tasks(self):
        """Open ones by their day, then those done last."""
        return (
            Task.objects.about(self.record)
            .select_related("assignee")
            .annotate(is_done=Case(When(done_at__isnull=True, then=Value(0)), default=Value(1)))
            .order_by("is_done", F("due_on").asc(nulls_last=True), "-done_at", "pk")[:MOST_TASKS]
        )

    def _button(self, name):
        asks = self.list_page.asks_for(name)
        return button_of(self.record, self.verbs[name], self.refusals[name], self.here, asks=asks)


def timeline_context(page: type[RecordPage], record, request) -> dict:
    timeline = Timeline(
        record,
        show=request.GET.get("show", "")[:40],
        before=request.GET.get("before", "")[:80],
        words=page.past,
        reasons=page.reasons,
        notes=page.notes,
    )
    return {
        "timeline": timeline,
        "record_url": record.get_absolute_url(),
        "timeline_url": reverse(f"{record._meta.model_name}_timeline", args=[record.pk]),
    }
