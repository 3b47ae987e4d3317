"""What was done, and what is to be done, over JSON."""

from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from hotcrm.activities.models import Activity, ActivityLink, Task
from hotcrm.pages.keyset import Order
from hotcrm.records.refusals import NotAllowed, NotFound
from hotcrm.records.verbs import type_of
from hotcrm.texts import Text

from .about import KINDS, about_field, record_about
from .idempotency import idempotent
from .listing import Walk, bad
from .operations import PAGING, about_parameter, page_of, query
from .outputs import Output
from .records import refuse
from .views import Address, Operation

NEWEST = Order("at", descending=True)
SOONEST = Order("due_on", then="created_at")


class ActivityOutput(Output):
    class Meta:
        model = Activity
        fields = ("id", "kind", "result", "body", "at", "by", "created_at")


class WithheldActivityOutput(ActivityOutput):
    """Of a record of which something is kept from who reads: what was written down may tell it."""

    body = serializers.SerializerMethodField()

    def get_body(self, activity) -> str:
        return ""


class TaskOutput(Output):
    about = serializers.SerializerMethodField()

    class Meta:
        model = Task
        fields = ("id", "about", "title", "due_on", "priority", "assignee", "by", "created_at", "done_at")

    def get_about(self, task) -> str:
        return f"{ContentType.objects.get_for_id(task.type_id).model}:{task.object_id}"


class AboutVerb(Address):
    """A list of what is about records; POST does the verb that adds one more, to the record that `about` names."""

    verb = noun = ""
    one: Any = None  # its output
    words: tuple[Text, Text]  # for listing and for adding
    description: Text = ""
    parameters: tuple = ()
    example: dict = {}

    def operation(self, method):
        if method == "get":
            told: dict[str, Any] = {
                "answer": page_of(self.one),
                "parameters": (*self.parameters, *PAGING),
                "refusals": (400, 404),
            }
            return Operation(f"{self.noun}_list", self.words[0], self.description, **told)
        return Operation(
            f"{self.noun}_create",
            self.words[1],
            request=about_input(self.verb),
            answer=self.one,
            status=201,
            refusals=(404,),
            example=self.example,
        )

    @idempotent
    def post(self, request):
        if not isinstance(request.data, dict):
            raise bad("about")
        kind, record = record_about(request.data.get("about"), request.user)
        sent = {name: value for name, value in request.data.items() if name != "about"}
        values, errors = kind.verb_input(self.verb)().read(sent)
        try:
            kwargs = kind.values_for(self.verb, values, errors, user=request.user, records=[record])
        except ValidationError:
            refuse(record, request.user, self.verb)
            raise
        returned = getattr(record, self.verb)(by=request.user, **kwargs)
        return Response(self.made(record, returned), status=201)


@cache
def about_input(verb) -> type[serializers.Serializer]:
    """The body: what the verb of any of the records takes, and which record."""
    inputs = [kind.verb_input(verb) for kind in KINDS.values()]
    return type(f"{inputs[0].__name__.removeprefix('Lead')}New", tuple(inputs), {"about": about_field()})


class ActivityList(AboutVerb):
    verb, noun, tag, one = "log", "activity", "activities", ActivityOutput
    example = {"about": "lead:5", "kind": "call", "result": "reached", "body": "Spoke with them"}
    words = (_("List activities of a record"), _("Log an activity"))
    parameters = (about_parameter(required=True),)

    def get(self, request):
        _record_kind, record = record_about(request.query_params.get("about"), request.user)
        said = WithheldActivityOutput if record.hidden_here else ActivityOutput
        links = ActivityLink.objects.filter(type=type_of(record), object_id=record.pk).select_related("activity__by")
        walk = Walk(links, NEWEST, request, parameters=("about",))
        return walk.response(lambda page: said([link.activity for link in page], many=True).data)

    def made(self, record, activity):
        return ActivityOutput(activity).data


class TaskList(AboutVerb):
    """Those of a record, else one's own."""

    description = _("Yours, or with “about” those of a record; the open ones, unless “done” says otherwise.")

    verb, noun, tag, one = "plan_task", "task", "tasks", TaskOutput
    example = {"about": "lead:5", "title": "Call back", "due_on": "2030-01-31", "assignee": "bob"}
    words = (_("List tasks"), _("Add a task"))
    parameters = (about_parameter(), query("done", _("Only open ones by default."), enum=["yes", "no", "any"]))

    def get(self, request):
        about, done = request.query_params.get("about"), request.query_params.get("done", "no")
        if done not in ("yes", "no", "any"):
            raise bad("done")
        if about is not None:
            rows = Task.objects.about(record_about(about, request.user)[1])
        else:
            rows = Task.objects.visible_to(request.user).filter(assignee=request.user)
        if done != "any":
            rows = rows.filter(done_at__isnull=done == "no")
        walk = Walk(rows.select_related("assignee", "by"), SOONEST, request, parameters=("about", "done"))
        return walk.response(lambda page: TaskOutput(page, many=True).data)

    def made(self, record, returned):
        here = Task.objects.filter(type=type_of(record), object_id=record.pk, by=self.request.user)
        return TaskOutput(here.select_related("assignee", "by").order_by("-pk").first()).data


class TaskDone(Address):
    """Those who may work on the record may tick its tasks off, and so may whom the task is for."""

    tag = "tasks"
    finish = True

    def operation(self, method):
        name, words = ("done", _("Tick a task off")) if self.finish else ("reopen", _("Open a task again"))
        return Operation(f"task_{name}", words, answer=TaskOutput, refusals=(404,), is_repeatable=True)

    def post(self, request, pk):
        task = Task.objects.visible_to(request.user).filter(pk=pk).select_related("assignee", "by").first()
        if task is None:
            raise NotFound
        record = ContentType.objects.get_for_id(task.type_id).model_class()
        may_edit = record.objects.editable_by(request.user).filter(pk=task.object_id)
        if task.assignee_id != request.user.pk and not may_edit.exists():
            raise NotAllowed
        task.finish(by=request.user) if self.finish else task.reopen(by=request.user)
        return Response(TaskOutput(task).data)
