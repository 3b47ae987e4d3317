"""What stood at a lead goes along when it is converted, as links: nothing is copied, and undo takes the links back."""

from django.db.models import Value

from hotcrm.activities.models import ActivityLink, Attachment, AttachmentLink, CommentLink, Task
from hotcrm.records.verbs import type_of

LINKS = {"activities": (ActivityLink, "activity_id"), "comments": (CommentLink, "comment_id")}


def carry(lead, account, opportunity) -> dict:
    """Activities and comments are read at the account too, files at account and opportunity; open tasks move on.

    Returns the keys of what was carried, for the way back. One query, and one or two more for each kind there is.
    """
    held = _held(lead)
    for kind, (model, key) in LINKS.items():
        place = {"type": type_of(account), "object_id": account.pk}
        links = [model(**{key: pk}, at=at, **place) for pk, at in held[kind]]
        model.objects.bulk_create(links, ignore_conflicts=True)
    carried = {kind: [pk for pk, _at in found] for kind, found in held.items()}
    if carried["tasks"]:
        target = opportunity or account
        Task.objects.filter(pk__in=carried["tasks"]).update(type=type_of(target), object_id=target.pk)
    if carried["files"]:
        carried["files"] = _link_files(carried["files"], [one for one in (account, opportunity) if one is not None])
    return {kind: pks for kind, pks in carried.items() if pks}


def _held(lead) -> dict[str, list[tuple]]:
    """Keys and instants of what stands at the lead, the oldest first. One query for all kinds."""
    here = {"type": type_of(lead), "object_id": lead.pk}
    parts = [
        ActivityLink.objects.filter(**here).values_list(Value("activities"), "activity_id", "at"),
        CommentLink.objects.filter(**here).values_list(Value("comments"), "comment_id", "at"),
        AttachmentLink.objects.filter(**here).values_list(Value("files"), "attachment_id", "at"),
        Task.objects.filter(**here).open().values_list(Value("tasks"), "pk", "created_at"),
    ]
    first, *others = (part.order_by() for part in parts)
    held: dict[str, list[tuple]] = {"activities": [], "comments": [], "files": [], "tasks": []}
    for kind, pk, at in first.union(*others, all=True):
        held[kind].append((pk, at))
    return {kind: sorted(found) for kind, found in held.items()}


def _link_files(pks, records) -> list[int]:
    """Locked: who deletes one at this moment comes before, or finds the new links."""
    files = list(Attachment.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
    places = [{"type": type_of(one), "object_id": one.pk} for one in records]
    AttachmentLink.objects.bulk_create(
        (AttachmentLink(attachment=file, at=file.at, **place) for place in places for file in files),
        ignore_conflicts=True,
    )
    return [file.pk for file in files]


def bring_discussion_back(conversion):
    """Take the links off again. What has none left on the lead, since somebody took it off there, gets one back."""
    lead, moved = conversion.lead, conversion.moved
    places = [one for one in (conversion.account, conversion.opportunity) if one is not None]
    if comments := moved.get("comments"):
        _off(CommentLink, places, comment__in=comments).delete()
    if files := moved.get("files"):
        here = {"type": type_of(lead), "object_id": lead.pk}
        still_there = Attachment.objects.select_for_update().filter(pk__in=files).order_by("pk")
        AttachmentLink.objects.bulk_create(
            (AttachmentLink(attachment=file, at=file.at, **here) for file in still_there), ignore_conflicts=True
        )
        _off(AttachmentLink, places, attachment__in=files).delete()


def is_discussed_since(record, moved) -> bool:
    """Whether comments or files stand at this record that the conversion did not bring."""
    place = {"type": type_of(record), "object_id": record.pk}
    return (
        CommentLink.objects.filter(**place).exclude(comment__in=moved.get("comments", ())).exists()
        or AttachmentLink.objects.filter(**place).exclude(attachment__in=moved.get("files", ())).exists()
    )


def _off(model, places, **what):
    found = model.objects.none()
    for place in places:
        found = found | model.objects.filter(type=type_of(place), object_id=place.pk, **what)
    return found
