"""A notice as its reader reads it."""

from hotcrm.records.notice_words import Words, speaking_to, worded


def as_read(notice) -> Words:
    with speaking_to(notice.recipient):
        [read] = worded([notice], type(notice.recipient).objects.get(pk=notice.recipient_id))
        read.words.subject, read.words.lines  # noqa: B018 - made now, in this person's language
    return read.words
