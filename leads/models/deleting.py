from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from hotcrm.activities.models import Activity, ActivityLink, AttachmentLink, Comment, CommentLink, Task
from hotcrm.records.models import Event, TeamMember
from hotcrm.records.refusals import NotAllowed, Refused
from hotcrm.records.verbs import type_of


class Deletable(models.Model):
    """The end of a lead."""

    class Meta:
        abstract = True

    @transaction.atomic
    def delete_for_good(self, *, by):
        """Gone with all that was only about it; its history stays, and says who did this. CRM administrators only."""
        if by is not None and not by.is_crm_admin:
            raise NotAllowed
        if type(self)._base_manager.select_for_update().get(pk=self.pk).discarded_at is None:
            raise Refused(_t("Only a discarded lead can be deleted for good. Discard it first."))
        here = {"type": type_of(self), "object_id": self.pk}
        Event.objects.create(verb="delete_for_good", by=by, at=timezone.now(), **here)
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
        self.delete()
