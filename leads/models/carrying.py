"""Files and comments go along when a lead is converted, as links: nothing is copied, and undo takes the links back."""

from hotcrm.activities.models import Attachment, AttachmentLink, Comment, CommentLink
from hotcrm.records.verbs import type_of


def carry_discussion(lead, account, opportunity) -> dict:
    """Files to the account and the opportunity, comments to the account, where the activities are read too.

    Returns what was carried, for the way back. Two queries where there is nothing, at most four.
    """
    comments = list(Comment.objects.about(lead).values_list("pk", "at"))
    if comments:
        place = {"type": type_of(account), "object_id": account.pk}
        CommentLink.objects.bulk_create(
            (CommentLink(comment_id=pk, at=at, **place) for pk, at in comments), ignore_conflicts=True
        )
    # Locked: who deletes one at this moment comes before, or finds the new links.
    files = list(Attachment.objects.about(lead).select_for_update(of=("self",)).order_by("pk"))
    if files:
        places = [{"type": type_of(one), "object_id": one.pk} for one in (account, opportunity) if one is not None]
        AttachmentLink.objects.bulk_create(
            (AttachmentLink(attachment=file, at=file.at, **place) for place in places for file in files),
            ignore_conflicts=True,
        )
    carried = {"comments": [pk for pk, _at in comments], "files": [file.pk for file in files]}
    return {name: pks for name, pks in carried.items() if pks}


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
