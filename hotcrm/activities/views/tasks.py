"""A task is done or opened again, on the page of whatever record it belongs to."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.activities.models import Task
from hotcrm.pages.actions import done, way_back
from hotcrm.records.refusals import NotAllowed


class TaskView(LoginRequiredMixin, View):
    """Those who may work on the record may tick its tasks off, and so may whom the task is for."""

    http_method_names = ["post"]
    finish = True

    def post(self, request, pk):
        task = get_object_or_404(Task, pk=pk)
        record = self.record_of(task)
        if task.assignee_id != request.user.pk and not self.may_edit(record):
            raise NotAllowed
        if self.finish:
            changed, said = task.finish(by=request.user), _t("Done: %(task)s")
        else:
            changed, said = task.reopen(by=request.user), _t("Open again: %(task)s")
        return done(request, way_back(request, record.get_absolute_url()), said % {"task": task} if changed else "")

    def record_of(self, task):
        model = task.type.model_class()
        seen = model.objects.visible_to(self.request.user).showing() if model else None
        record = seen.filter(pk=task.object_id).first() if seen is not None else None
        if record is None:
            raise Http404
        return record

    def may_edit(self, record) -> bool:
        return type(record).objects.editable_by(self.request.user).filter(pk=record.pk).exists()
