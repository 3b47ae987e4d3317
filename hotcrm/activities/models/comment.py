from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.mentions import Mentions
from hotcrm.records.models import Event
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import NotAllowed
from hotcrm.records.telling import Told, tell_people
from hotcrm.records.verbs import type_of

from .placed import LinkedQuerySet, open_at

LONGEST = 20_000


class CommentQuerySet(LinkedQuerySet):
    def about(self, record):
        """The comments on a record, newest first."""
        found = self.filter(links__type=type_of(record), links__object_id=record.pk).order_by("-links__at", "-pk")
        return open_at(found, record)

    def write_down(self, record, *, text, at, by):
        """Create a comment and link it to this record. Two queries."""
        comment = self.create(text=text, at=at, by=by)
        CommentLink.objects.create(comment=comment, type=type_of(record), object_id=record.pk, at=at)
        return comment


class Comment(models.Model):
    """What somebody says about a record. Unlike an activity it is no work on it: it moves no status and no clock.

    It may be linked to several records: a conversion links those of the lead to the account too.
    """

    text = models.TextField(_("comment"), max_length=LONGEST)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="comments", verbose_name=_("by")
    )
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()
    not_told: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self):
        return f"{self.by} {self.at:%Y-%m-%d}"

    def edit(self, *, by, text, record) -> bool:
        """Other words from its author, who reads it on `record`; whom only they name is told.

        False when they are the same, or when it was deleted meanwhile. `not_told` are the names that reach nobody.
        """
        if by != self.by:
            raise NotAllowed
        record.check_open_to_words()
        now, mentions = timezone.now(), Mentions(record, text, by=by, field="body")
        with transaction.atomic():
            mine = Comment.objects.filter(pk=self.pk).exclude(text=text)
            if not mine.update(text=text, edited_at=now):
                return False
            self._tell("edit_comment", by=by, at=now)
            key = f"comment:{self.pk}"
            told = (Told(NoticeKind.MENTION, pk, record, said=mentions.said, key=key) for pk in mentions.told)
            tell_people(told, by=by, at=now)
        self.text, self.edited_at, self.not_told = text, now, tuple(mentions.not_told)
        return True

    def remove(self, *, by) -> bool:
        """Gone, for its author and for CRM administrators; the history keeps that it was there, not what it said.

        False when it is gone already: of two at once, one does it.
        """
        if not self.may_remove(by):
            raise NotAllowed
        with transaction.atomic():
            if Comment.objects.select_for_update().filter(pk=self.pk).first() is None:
                return False
            self._tell("delete_comment", by=by, at=timezone.now())
            Comment.objects.filter(pk=self.pk).delete()
        return True

    def may_remove(self, user) -> bool:
        return user == self.by or user.is_crm_admin

    def _tell(self, verb, *, by, at):
        places = self.links.values_list("type", "object_id")
        data = {"comment": self.pk}
        Event.objects.bulk_create(
            Event(verb=verb, by=by, at=at, data=data, type_id=type, object_id=pk) for type, pk in places
        )


class CommentLink(models.Model):
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="links")
    type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "type", "object_id"], name="comment_linked_once")]
        indexes = [models.Index(fields=["type", "object_id", "-at", "-id"], name="comment_by_record")]

    def __str__(self):
        return f"{self.comment_id} {self.object_id}"
