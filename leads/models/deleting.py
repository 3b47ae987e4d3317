from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.models import Activity, ActivityLink, AttachmentLink, Comment, CommentLink, Task
from hotcrm.records.models import TeamMember
from hotcrm.records.verbs import type_of, verb

from .lifecycle import Status, status_in
from .people import DELETERS


class Deletable(models.Model):
    """The end of a lead."""

    class Meta:
        abstract = True

    @verb(
        _("Delete for good"),
        when=status_in(
            Status.DISCARDED, refusal=_("Only a discarded lead can be deleted for good. Discard it first.")
        ),
        who=DELETERS,
        icon="trash-x",
        danger=True,
    )
    def delete_for_good(self, *, by):
        """Gone with all that was only about it; its history stays, and says who did this."""
        with transaction.atomic():
            self._delete_what_is_about_it()
            type(self)._base_manager.filter(pk=self.pk).delete()

    def _delete_what_is_about_it(self):
        here = {"type": type_of(self), "object_id": self.pk}
        for model in (Task, TeamMember):
            model.objects.filter(**here).delete()
        links = ActivityLink.objects.filter(**here)
        activities = list(links.values_list("activity", flat=True))
        links.delete()
        Activity.objects.filter(pk__in=activities, links__isnull=True).delete()
        remarks = CommentLink.objects.filter(**here)
        comments = list(remarks.values_list("comment", flat=True))
        remarks.delete()
        Comment.objects.filter(pk__in=comments, links__isnull=True).delete()
        AttachmentLink.objects.filter(**here).take_off()
