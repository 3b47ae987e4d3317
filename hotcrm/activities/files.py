"""The files of a record, as its page shows them."""

from functools import cached_property

from django.urls import reverse

from hotcrm.activities.models import AttachmentLink

SHOWN = 8
ICONS = {
    "pdf": "file-type-pdf",
    "image": "photo",
    "document": "file-word",
    "sheet": "file-spreadsheet",
    "slides": "presentation",
    "text": "file-text",
    "mail": "mail",
    "media": "file-music",
    "archive": "file-zip",
    "other": "file",
}


class Files:
    """The newest eight, or with `all` every one; one query, and one more for the count where there are others."""

    def __init__(self, record, user, *, all=False):
        self.record, self.user, self.all = record, user, all

    @property
    def kind(self) -> str:
        return self.record._meta.model_name

    @cached_property
    def links(self) -> list[AttachmentLink]:
        found = list(self._found() if self.all else self._found()[: SHOWN + 1])
        for link in found:
            link.icon = ICONS[link.attachment.kind]
            link.removable = link.may_remove(self.user)
        return found

    @property
    def shown(self):
        return self.links if self.all else self.links[:SHOWN]

    @cached_property
    def count(self) -> int:
        return len(self.links) if self.all or len(self.links) <= SHOWN else self._found().count()

    @property
    def has_more(self) -> bool:
        return self.count > len(self.shown)

    def _found(self):
        return AttachmentLink.objects.about(self.record).select_related("attachment__by")


def discussion_context(record, user, *, may_comment: bool, may_attach: bool) -> dict:
    """What the page of a record needs to show its files and to take comments. No query until it is shown."""
    return {
        "may_comment": may_comment,
        "may_attach": may_attach,
        "files": Files(record, user),
        "comment_url": reverse(f"{record._meta.model_name}_verb", args=[record.pk, "comment"]),
        "mentions_url": reverse("mention_suggest", args=[record._meta.model_name, record.pk]),
    }
