from django.db import models, transaction
from django.utils.translation import gettext as _t

from hotcrm.activities.mentions import Mentions
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.refusals import Invalid
from hotcrm.records.verbs import UNTOLD, inform, moment, tell, type_of

from .attachment import Attachment, AttachmentLink
from .comment import Comment


class Discussed(models.Model):
    """What the verbs `comment`, `attach` and `log` of a record do; who may use them, the record says.

    `not_told` holds, after a verb, the names in its text that reach nobody.
    """

    not_told: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def check_open_to_words(self):
        """Raise `Refused` when nothing may be said here any more, for a reason no condition of the verbs can read."""

    def say(self, text, *, by) -> Comment:
        """Write a comment down and tell whom it names. Touches neither status nor clocks."""
        self.check_open_to_words()
        mentions = Mentions(self, text, by=by, field="body")
        with transaction.atomic():
            comment = Comment.objects.write_down(self, text=text, at=moment(self), by=by)
            self.tell_named(mentions, f"comment:{comment.pk}")
        tell(self, comment=comment.pk)
        return comment

    def tell_named(self, mentions, source: str):
        inform(self, NoticeKind.MENTION, *mentions.told.values(), said=mentions.said, key=source)
        self.not_told = tuple(mentions.not_told)

    def put(self, uploads, *, by):
        """Rows for files whose bytes are stored already; one that lies here under the same name is not added again.

        Returns the new attachments. Four queries, however many files.
        """
        self.check_open_to_words()
        if not uploads:
            raise Invalid(_t("Choose a file."), field="files")
        here = Attachment.objects.about(self).filter(digest__in=[upload.digest for upload in uploads])
        known = set(here.values_list("digest", "name"))
        new = {(upload.digest, upload.name): upload for upload in uploads}
        files = [upload.as_row(at=moment(self), by=by) for key, upload in new.items() if key not in known]
        if not files:
            return UNTOLD
        place = {"type": type_of(self), "object_id": self.pk, "at": moment(self)}
        with transaction.atomic():
            Attachment.objects.bulk_create(files)
            AttachmentLink.objects.bulk_create(AttachmentLink(attachment=file, **place) for file in files)
        tell(self, files=[file.pk for file in files])
        return files
