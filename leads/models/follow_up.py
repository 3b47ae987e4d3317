from datetime import timedelta

from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.mentions import Mentions
from hotcrm.activities.models import Activity, Priority, Task
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import also, inform, tell, type_of, verb

from .lifecycle import OPEN_OR_UNQUALIFIED, Status
from .people import PROCESSORS

NUDGE_AFTER = 3  # failed attempts


class FollowUp(models.Model):
    """What is done about a lead, and what is next."""

    next_follow_up_on = models.DateField(_("next follow-up"), null=True, blank=True)
    last_activity_at = models.DateTimeField(_("last activity"), null=True, blank=True, editable=False)
    failed_attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0, editable=False)

    class Meta:
        abstract = True

    @property
    def needs_nudge(self) -> bool:
        """Three failed attempts in a row since its owner has it: time to think of disqualifying."""
        return self.is_open and self.owner_id is not None and self.failed_attempts >= NUDGE_AFTER

    @verb(_("Log an activity"), when=OPEN_OR_UNQUALIFIED, who=PROCESSORS, icon="message-plus")
    def log(self, *, by, kind, body="", result=None, at=None, next_follow_up_on=None):
        """Write down what was done. The first contact with an owned new lead begins work on it.

        Returns the Activity. `kind` and `result` are rows of their picklists; `at` is an instant, by default now.
        Whom the text names (@bob) is told, as by a comment.
        """
        at, mentions = at or timezone.now(), Mentions(self, body, by=by, field="body")
        activity = Activity.objects.write_down(self, kind=kind, result=result, body=body, at=at, by=by)
        self.tell_named(mentions, f"activity:{activity.pk}")
        self.last_activity_at = max(filter(None, (self.last_activity_at, at)))
        if next_follow_up_on:
            self.next_follow_up_on = next_follow_up_on
        if result:
            self.failed_attempts = self.failed_attempts + 1 if result.is_failure else 0
        if kind.is_contact or result:
            self.note_contact(at)
            if self.owner_id and self.status == Status.NEW:
                self.work(by=by)
        return activity

    @verb(_("Add a task"), when=OPEN_OR_UNQUALIFIED, who=PROCESSORS, icon="square-check")
    def plan_task(self, *, by, title, assignee, due_on=None, priority=Priority.NORMAL):
        """Put a task before somebody; `assignee` must be able to see the lead."""
        if not assignee.is_active:
            raise Invalid(_t("%(person)s is not active.") % {"person": assignee}, field="assignee")
        also(self, self._task(title, assignee, due_on=due_on, priority=priority, by=by))
        inform(self, NoticeKind.TASK, assignee, said=title)
        tell(self, assignee=assignee.pk)

    def become_hot(self, *, risen_to_five: bool, follow_up: bool = True):
        """Rated 4 or 5: follow up today, unless another day was chosen. Risen to 5: its owner gets one e-mail."""
        if follow_up:
            self.next_follow_up_on = self.owner.today() if self.owner_id else timezone.localdate()
        if risen_to_five and self.owner_id:
            inform(self, NoticeKind.FIVE_STARS, self.owner_id, score=self.score)

    def ask_to_convert(self, *, by):
        """The task a newly qualified lead puts before its owner, in the owner's language."""
        with translation.override(self.owner.language):
            title = _t("Convert %(lead)s or plan the next step") % {"lead": self.name}
        due = self.owner.today() + timedelta(days=2)
        also(self, self._task(title[:200], self.owner, due_on=due, priority=Priority.HIGH, by=by))

    def _task(self, title, assignee, **values) -> Task:
        return Task(type=type_of(self), object_id=self.pk, title=title, assignee=assignee, **values)
