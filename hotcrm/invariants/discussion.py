"""Comments and files belong to records, and what is listed is there."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage

from hotcrm.activities.models import Attachment, AttachmentLink, Comment, CommentLink

from .invariant import invariant

LOOKED_AT = 1_000  # files whose bytes are measured: the newest


@invariant("Every comment and every file belongs to a record.")
def linked():
    for model in (Comment, Attachment):
        lost = model.objects.filter(links=None).order_by("pk")
        yield from (f"{model._meta.verbose_name} {pk}" for pk in lost.values_list("pk", flat=True))


@invariant("Comments and files speak of records that exist.")
def nothing_left_behind():
    for model in (CommentLink, AttachmentLink):
        for type_id in model.objects.order_by().values_list("type", flat=True).distinct():
            content_type = ContentType.objects.get_for_id(type_id)
            records: Any = content_type.model_class()._base_manager.values("pk")
            lost = model.objects.filter(type=type_id).exclude(object_id__in=records)
            yield from (f"{content_type.model} {pk}" for pk in lost.values_list("object_id", flat=True))


@invariant("The bytes of a file are in the store, all of them (the newest thousand).")
def stored():
    for file in Attachment.objects.order_by("-pk")[:LOOKED_AT]:
        place = str(file.file.name)
        if not default_storage.exists(place) or default_storage.size(place) != file.size:
            yield f"file {file.pk}"
