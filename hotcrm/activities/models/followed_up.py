from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.mentions import Mentions
from hotcrm.activities.models import Activity, Priority, Task
from hotcrm.records.models.editors import who_edits
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import also, inform, tell, type_of, verb


class FollowedUp(models.Model):
    """What is done about a record that belongs to somebody, and what is next."""

    class Meta:
        abstract = True

    @verb(_("Log an activity"), who=who_edits, icon="message-plus")
    def log(self, *, by, kind, body="", result=None, at=None):
        """Write down what was done, and tell whom the text names (@bob). Returns the Activity."""
        at, mentions = at or timezone.now(), Mentions(self, body, by=by, field="body")
        activity = Activity.objects.write_down(self, kind=kind, result=result, body=body, at=at, by=by)
        self.tell_named(mentions, f"activity:{activity.pk}")
        return activity

    @verb(_("Add a task"), who=who_edits, icon="square-check")
    def plan_task(self, *, by, title, assignee, due_on=None, priority=Priority.NORMAL):
        """Put a task before somebody; `assignee` must be able to see the record."""
        if not assignee.is_active:
            raise Invalid(_t("%(person)s is not active.") % {"person": assignee}, field="assignee")
        task = Task(type=type_of(self), object_id=self.pk, title=title, assignee=assignee, by=by)
        task.due_on, task.priority = due_on, priority
        also(self, task)
        inform(self, NoticeKind.TASK, assignee, said=title)
        tell(self, assignee=assignee.pk)
