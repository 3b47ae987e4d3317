"""Lists: the very list of the page (view, filters, search, order), in pages by cursor."""

import base64
import binascii
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _t
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note_later, note_seen
from hotcrm.pages.listing import Listing
from hotcrm.people.models import User
from hotcrm.records.models import Picklist

from .errors import errors_of
from .inputs import UNKNOWN
from .keys import code_of, key_of

PAGE_SIZE, LARGEST_PAGE = 50, 200
OWN = ("view", "sort", "cursor", "page_size", "edited")
NEXT, PREVIOUS = "n", "p"


class Paged:
    """One page of a list for one request. Raises `ValidationError` for whatever the address holds that cannot be."""

    def __init__(self, kind, request):
        self.kind, self.request = kind, request
        self.params = request.query_params
        filters = kind.page.filter_class.base_filters
        refuse_unknown(self.params, {*filters, *OWN})
        self.listing = Listing(kind.page, request.user, self._as_on_the_page())
        self._check()
        self.listing.state = replace(self.listing.state, size=size_in(self.params), **self._place())
        if self.params.get("cursor") and self.listing.state.cursor is None:
            raise bad("cursor")

    def response(self, output) -> Response:
        part, told = self.listing.part, self.listing.told
        same = f"{told['view']}:{','.join(told['filters'])}"
        note_later(note_seen, Kind.LISTED, by=self.request.user, target=self.kind.model, same=same, **told)
        return Response(
            {
                "next": self._url(NEXT, -1) if part.has_next else None,
                "previous": self._url(PREVIOUS, 0) if part.has_previous else None,
                "results": output(part.rows, many=True, context={"request": self.request}).data,
            }
        )

    def _as_on_the_page(self) -> QueryDict:
        """Usernames, slugs and labels become what the page's own filters hold."""
        params = self.params.copy()
        for name, model in self.kind.named_in_filters.items():
            if text := params.get(name, "").strip():
                params[name] = filter_key(model, text, user=self.request.user)
        for name, found in self.kind.page.filter_class.base_filters.items():
            if (text := params.get(name, "").strip()) and "choices" in found.extra and found.extra["choices"]:
                params[name] = code_of(text, found.extra["choices"])
        return params

    def _check(self):
        asked = {name: texts for name, texts in errors_of(self.listing.filter.form).items() if name in self.params}
        for name in asked.keys() & self.kind.named_in_filters.keys():
            asked[name] = [UNKNOWN % {"value": self.params[name]}]
        if asked:
            raise ValidationError(asked)
        sort = self.params.get("sort")
        if sort is not None and sort != self.listing.state.sort:
            raise bad("sort")
        if self.params.get("edited", "1") != "1":
            raise bad("edited")

    def _place(self) -> dict[str, Any]:
        where, text = decoded(self.params.get("cursor", ""))
        return {"after": text if where == NEXT else "", "before": text if where == PREVIOUS else ""}

    def _url(self, where, index) -> str:
        cursor = encoded(where, str(self.listing.place_of(index)))
        return link(self.request, cursor=cursor)


class Walk:
    """Any queryset in pages by cursor, by an `Order` whose columns have indexes. One query a page, mostly."""

    def __init__(self, rows, order, request, *, parameters=()):
        self.rows, self.order, self.request = rows, order, request
        refuse_unknown(request.query_params, {*parameters, "cursor", "page_size"})
        self.size = size_in(request.query_params)
        self.where, text = decoded(request.query_params.get("cursor", ""))
        self.cursor = order.read(text, rows.model) if text else None
        if text and self.cursor is None:
            raise bad("cursor")

    def response(self, shown) -> Response:
        """`shown` makes a list of what the rows are in JSON."""
        back = self.where == PREVIOUS
        found = self._found(back)
        page, has_more = found[: self.size], len(found) > self.size
        if back:
            page.reverse()
        has_next, has_previous = (True, has_more) if back else (has_more, self.cursor is not None)
        return Response(
            {
                "next": self._url(NEXT, page[-1]) if page and has_next else None,
                "previous": self._url(PREVIOUS, page[0]) if page and has_previous else None,
                "results": shown(page),
            }
        )

    def _found(self, back) -> list:
        """A row more than a page holds, band after band."""
        bands = [band.reversed() if back else band for band in self.order.bands]
        start = self.cursor.band if self.cursor else 0
        found: list = []
        for number in range(start, -1, -1) if back else range(start, len(bands)):
            rows = self.rows.filter(bands[number].q)
            if self.cursor and number == start:
                rows = rows.filter(bands[number].beyond(self.cursor))
            found += rows.order_by(*bands[number].order_by)[: self.size + 1 - len(found)]
            if len(found) > self.size:
                break
        return found

    def _url(self, where, row) -> str:
        return link(self.request, cursor=encoded(where, str(self.order.place_of(row, 1))))


def link(request, **changes) -> str:
    """The address asked for, with this changed."""
    params = {name: value for name, value in request.query_params.items() if name not in changes}
    return request.build_absolute_uri(f"{request.path}?{urlencode(params | changes)}")


def refuse_unknown(params, known):
    """A filter that is not there must not be taken for one that lets all through."""
    if unknown := sorted(set(params) - set(known)):
        raise ValidationError({name: [_t("There is no such parameter.")] for name in unknown})


def size_in(params) -> int:
    text = params.get("page_size", str(PAGE_SIZE))
    if text.isascii() and text.isdigit() and len(text) < 5 and 0 < int(text) <= LARGEST_PAGE:
        return int(text)
    raise ValidationError({"page_size": [_t("A number from 1 to %(most)d.") % {"most": LARGEST_PAGE}]})


def encoded(where, place) -> str:
    return base64.urlsafe_b64encode(f"{where}{place}".encode()).decode().rstrip("=")


def decoded(cursor) -> tuple[str, str]:
    """(next or previous, place); raises `ValidationError` for what is no cursor of ours."""
    if not cursor:
        return "", ""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        raise bad("cursor")
    if text[:1] not in (NEXT, PREVIOUS) or "\x00" in text:
        raise bad("cursor")
    return text[0], text[1:]


def bad(name) -> ValidationError:
    return ValidationError({name: [_t("This value cannot be.")]})


def filter_key(model, text, *, user) -> str:
    """The key behind a username, slug, code or label; the text itself where it names nothing."""
    if model is User and text == user.username:
        return "me"
    if issubclass(model, Picklist):
        codes = {row.code: (row.label.casefold(), row.label_zh) for row in model.objects.all()}
        named = (code for code, labels in codes.items() if text.casefold() in labels or text in labels)
        return text if text in codes else next(named, text)
    pk = model.objects.filter(**{key_of(model): text}).values_list("pk", flat=True).first()
    return text if pk is None else str(pk)
