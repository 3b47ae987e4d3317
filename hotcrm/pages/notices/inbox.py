"""The inbox as its address says it: unread or all, of one kind, and the place in it."""

from functools import cached_property
from urllib.parse import urlencode

from hotcrm.pages.keyset import Order
from hotcrm.records.models import Notice
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.notice_words import worded

PAGE = 50
NEWEST = Order("created_at", descending=True)


class Shown:
    """One page of a person's notices; a value that cannot be changes nothing."""

    def __init__(self, user, params):
        self.user = user
        self.is_unread_only = params.get("show") == "unread"
        self.kind = NoticeKind(params["kind"]) if params.get("kind") in NoticeKind else None
        self.cursor = NEWEST.read(params.get("after", ""), Notice)

    @property
    def all(self):
        found = Notice.objects.inbox_of(self.user)
        return found.filter(kind=self.kind) if self.kind else found

    @cached_property
    def _found(self) -> list[Notice]:
        [band] = NEWEST.bands
        found = self.all.unread() if self.is_unread_only else self.all
        if self.cursor:
            found = found.filter(band.beyond(self.cursor))
        return list(found.select_related("by").order_by(*band.order_by)[: PAGE + 1])

    @cached_property
    def notices(self) -> list[Notice]:
        return worded(self._found[:PAGE], self.user)

    @property
    def kinds(self):
        """(kind, whether it is the one shown), for the list of kinds."""
        return [(kind, kind == self.kind) for kind in NoticeKind]

    @property
    def params(self) -> dict[str, str]:
        return ({"show": "unread"} if self.is_unread_only else {}) | ({"kind": self.kind.value} if self.kind else {})

    @property
    def query(self) -> str:
        return urlencode(self.params)

    @property
    def next_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        place = str(NEWEST.place_of(self.notices[-1], 1))
        return f"?{urlencode(self.params | {'after': place})}"

    @property
    def first_url(self) -> str:
        return f"?{self.query}" if self.cursor else ""
