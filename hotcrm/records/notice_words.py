"""A notice in words: in its reader's language, of what they may see at the moment they read it."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _t

from .models import Access, Notice
from .notice_kinds import NoticeKind


@dataclass
class Words:
    """`subject` is one line, `lines` what follows it; `path` leads to the record or the list of them, "" to none."""

    notice: Notice
    named: dict[tuple[str, int | None], Any]  # the records that the reader sees, by model and key

    @cached_property
    def kind(self) -> NoticeKind | None:
        return NoticeKind(self.notice.kind) if self.notice.kind in NoticeKind else None

    @property
    def icon(self) -> str:
        return self.kind.spec.icon if self.kind else "bell"

    @property
    def record(self):
        return self.named.get((model_label(self.notice), self.notice.object_id))

    @property
    def is_seen(self) -> bool:
        """Whether it may say what it is about. A mere number of records names none."""
        return self.record is not None or self.notice.type_id is None or self.notice.count > 1

    @cached_property
    def subject(self) -> str:
        spec = self.kind.spec if self.kind else None
        if not self.is_seen:
            return str((spec and spec.unseen) or _t("You cannot see any more what this was about.")) % self._values
        if spec is None or (self.notice.subject and not self._keeps_back):
            return "" if self._keeps_back else self.notice.subject
        return str(((spec.many if self.notice.count > 1 else None) or spec.one) % self._values)

    @cached_property
    def lines(self) -> list[str]:
        if not self.is_seen or self._keeps_back:
            return []
        return [*self._facts(), *([self.notice.body] if self.notice.body else [])]

    @property
    def _keeps_back(self) -> bool:
        """Whether something of the record is kept from the reader: what people wrote may tell it."""
        return bool(getattr(self.record, "hidden_here", ()))

    @property
    def path(self) -> str:
        if not self.is_seen:
            return ""
        if self.notice.url:
            return self.notice.url
        if self.notice.count > 1:
            model = model_label(self.notice).partition(".")[2]
            return f"{reverse(f'{model}_list')}?view=all&notice={self.notice.pk}"
        return self.record.get_absolute_url() if self.record is not None else ""

    @cached_property
    def _values(self) -> "Values":
        spoken = {name: in_words(name, value) for name, value in self.notice.data.items() if name != "ids"}
        by, count = str(self.notice.by or _t("The system")), self.notice.count
        return Values(spoken | {"by": by, "name": str(self.record or ""), "count": count})

    def _facts(self):
        """What stands below the subject: an access, a score, what was made."""
        data = self.notice.data
        if "access" in data:
            yield _t("Your access: %(access)s") % {"access": Access(data["access"]).label}
        if "score" in data and self.kind == NoticeKind.FIVE_STARS:
            yield _t("Score: %(score)s") % data
        for label, pk in data.get("made", ()):
            if record := self.named.get((label, pk)):
                yield f"{record._meta.verbose_name}: {record}"


class Values(dict):
    """What a text may name; a dash for what the sender did not say."""

    def __missing__(self, name):
        return "–"


def worded(notices: Iterable[Notice], reader) -> list[Notice]:
    """Give each of a person's notices its `words`. A query for each kind of record, however many notices."""
    notices = list(notices)
    wanted = defaultdict(set)
    for notice in notices:
        if notice.type_id and notice.object_id:
            wanted[model_label(notice)].add(notice.object_id)
        for label, pk in notice.data.get("made", ()):
            wanted[label].add(pk)
    named = {
        (label, record.pk): record
        for label, keys in wanted.items()
        for record in apps.get_model(label).objects.visible_to(reader).filter(pk__in=keys)
    }
    for notice in notices:
        notice.words = Words(notice, named)
    return notices


def model_label(notice) -> str:
    """The model of what it is about, as `apps` knows it."""
    if notice.type_id is None:
        return ""
    kind = ContentType.objects.get_for_id(notice.type_id)
    return f"{kind.app_label}.{kind.model}"


def in_words(name, value):
    """A day or an instant, which JSON holds as text, as people read it."""
    if name == "on":
        return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
    if name == "at":
        return formats.date_format(timezone.localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT")
    return value


@contextmanager
def speaking_to(person):
    """In this person's language and at their hours."""
    with translation.override(person.language), timezone.override(person.zone):
        yield
