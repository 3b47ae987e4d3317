import secrets

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Event
from hotcrm.records.refusals import NotAllowed
from hotcrm.records.verbs import type_of

from .placed import LinkedQuerySet, open_at

FOLDER = "attachments"


def stored_name(attachment, name):
    """Nobody guesses where a file lies, and nothing of its name reaches the disk."""
    return f"{FOLDER}/{timezone.now():%Y/%m}/{secrets.token_hex(20)}"


class FileKind(models.TextChoices):
    """What a file seems to be, for its icon. It is never served as that."""

    PDF = "pdf", _("PDF")
    IMAGE = "image", _("Image")
    DOCUMENT = "document", _("Document")
    SHEET = "sheet", _("Spreadsheet")
    SLIDES = "slides", _("Presentation")
    TEXT = "text", _("Text file")
    MAIL = "mail", _("E-mail")
    MEDIA = "media", _("Sound or film")
    ARCHIVE = "archive", _("Archive")
    OTHER = "other", _("File")


class AttachmentQuerySet(LinkedQuerySet):
    def about(self, record):
        return open_at(self.filter(links__type=type_of(record), links__object_id=record.pk), record)


class Attachment(models.Model):
    """A file somebody put to a record. It may be linked to several records; with the last link its bytes go."""

    name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), upload_to=stored_name, max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    kind = models.CharField(_("kind"), max_length=8, choices=FileKind.choices, default=FileKind.OTHER)
    digest = models.CharField(max_length=64, editable=False)  # SHA-256, in hexadecimal
    at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="attachments", verbose_name=_("by")
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [models.Index(fields=["file"], name="attachment_file")]

    def __str__(self):
        return self.name

    def delete_bytes_after_commit(self):
        """A process killed in between leaves them to the sweep, see `hotcrm.activities.sweeping`."""
        storage, name = self.file.storage, str(self.file.name)
        transaction.on_commit(lambda: storage.delete(name))


class AttachmentLinkQuerySet(models.QuerySet):
    def about(self, record):
        """The files of a record, newest first."""
        return open_at(self.filter(type=type_of(record), object_id=record.pk).order_by("-at", "-pk"), record)

    def take_off(self) -> list[int]:
        """Delete these links, and the files that then have none; the keys of the files they led to.

        Each file is locked first: a link added at the same time comes before, or finds it gone.
        """
        with transaction.atomic():
            keys = sorted(set(self.order_by().values_list("attachment", flat=True)))
            list(Attachment.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
            self.order_by().delete()
            for file in Attachment.objects.filter(pk__in=keys, links=None):
                file.delete_bytes_after_commit()
                file.delete()
        return keys


class AttachmentLink(models.Model):
    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="links")
    type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    at = models.DateTimeField()

    objects = AttachmentLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "type", "object_id"], name="attachment_linked_once")
        ]
        indexes = [models.Index(fields=["type", "object_id", "-at", "-id"], name="attachment_by_record")]

    def __str__(self):
        return f"{self.attachment_id} {self.object_id}"

    def may_remove(self, user) -> bool:
        return user.is_crm_admin or user.pk == self.attachment.by_id

    def remove(self, *, by) -> bool:
        """Take the file off this record, for who uploaded it and for CRM administrators.

        False when it is off already: of two at once, one does it.
        """
        if not self.may_remove(by):
            raise NotAllowed
        with transaction.atomic():
            Attachment.objects.select_for_update().filter(pk=self.attachment_id).first()
            if not AttachmentLink.objects.filter(pk=self.pk).take_off():
                return False
            data = {"files": [self.attachment_id]}
            Event.objects.create(
                verb="detach", by=by, at=timezone.now(), data=data, type_id=self.type_id, object_id=self.object_id
            )
        return True
