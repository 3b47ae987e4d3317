"""List pages. A domain declares a `ListPage` (model, table, filters, views, orders); all the rest is here.

Others ask the same list: `Listing(page, user, params)` is what an address shows to one person, as `.rows()` for a bulk
run or an export, `.neighbours(record)` for ‹ n of m › on a record's page.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.views.generic import TemplateView

from hotcrm.records.reach import Reach

from .keyset import Cursor
from .list_state import SIZES, ListState, Views
from .selection import CAP, Selection


class Listing:
    """What an address of a list page shows to one person."""

    def __init__(self, page, user, params):
        self.page, self.user = page, user
        self.views = Views(page, user)
        view = self.views.named(params.get("view", ""))
        if view is None:
            raise Http404
        self.state = ListState.read(params, view, page)

    @cached_property
    def filter(self):
        return self._filter(self.state.filters)

    @cached_property
    def selection(self) -> Selection:
        return self._selection(self.state.view, self.filter, self.state.order)

    def selection_of(self, view, filters, order) -> Selection:
        """What another view holds for the same person."""
        return self._selection(view, self._filter(filters, choices=self.filter.choices), order)

    def _filter(self, values, **kwargs):
        rows = self.page.model._default_manager.all()
        return self.page.filter_class(QueryDict(urlencode(values)), user=self.user, queryset=rows, **kwargs)

    def _selection(self, view, filter, order) -> Selection:
        filter.form.is_valid()
        rows = filter.filter_queryset(view.shipped.rows(self.page.model._default_manager.all(), self.user))
        pin = view.shipped.pin(self.user, Reach.of(self.user))
        pin = pin.meet(filter.pin) if pin else filter.pin
        known = view.shipped.known | filter.known
        return Selection(rows, self.user, order, pin=pin, known=known, related=self.page.related)

    def rows(self):
        """All rows of the list as a queryset, in its order: for bulk runs and exports."""
        bands = self.state.order.bands
        return self.selection.all().order_by(*bands[0].order_by)

    @property
    def told(self) -> dict:
        """What the audit keeps of it: which view, and by what it was narrowed, not to what."""
        view = self.state.view
        return {"view": view.shipped.slug if view.saved else view.slug, "filters": sorted(self.state.filters)}

    @cached_property
    def part(self) -> "Part":
        state, cursor = self.state, self.state.cursor
        if cursor and state.before:
            rows = self.selection.before(cursor, state.size + 1)
            if len(rows) > state.size:
                start = max(cursor.number - state.size, 1)
                return Part(rows[: state.size][::-1], start, has_previous=True, has_next=True)
            cursor = None  # so near the beginning that the first page is meant
        rows = self.selection.after(cursor, state.size + 1) if cursor else self.selection.first(state.size + 1)
        start = cursor.number + 1 if cursor else 1
        return Part(rows[: state.size], start, has_previous=bool(cursor), has_next=len(rows) > state.size)

    @property
    def previous_url(self):
        return self.part.has_previous and self.state.url(before=self.place_of(0))

    @property
    def next_url(self):
        return self.part.has_next and self.state.url(after=self.place_of(-1))

    def place_of(self, index) -> Cursor:
        rows = self.part.rows
        return self.state.order.place_of(rows[index], self.part.start + index % len(rows))

    def address_of(self, record) -> str:
        """A record's address that knows the list it was opened from."""
        return f"{record.get_absolute_url()}?from={self._quoted_url}"

    @cached_property
    def url(self) -> str:
        return self.page.address() + self.state.url()

    @cached_property
    def own_url(self) -> str:
        """With the place in it."""
        return self.page.address() + self.state.url(after=self.state.after, before=self.state.before)

    @cached_property
    def _quoted_url(self):
        return quote(self.url)

    def neighbours(self, record) -> "Neighbours":
        """Who stands before and after a record here, also when it is no longer among them itself. Four queries."""
        place = self.state.order.place_of(record, 1)
        before, after = self.selection.before(place, 1), self.selection.after(place, 1)
        return Neighbours(
            previous_url=self.address_of(before[0]) if before else "",
            next_url=self.address_of(after[0]) if after else "",
            place=capped(self.selection.count_before(place) + 1),
            total=capped(self.selection.count()),
            list_url=self.url,
            list_label=self.page.label_of(self.state.view),
        )


@dataclass(frozen=True)
class Part:
    """One page of a list. `start` is the number of its first row."""

    rows: list
    start: int
    has_previous: bool
    has_next: bool


@dataclass(frozen=True)
class Neighbours:
    previous_url: str
    next_url: str
    place: str
    total: str
    list_url: str
    list_label: str


class ListPage(LoginRequiredMixin, TemplateView):
    """A page that lists the records of a model.

    A domain gives: model, table_class, filter_class, shipped_views, first_view, orders (by name, as they are mostly
    wanted), columns (shown when a view names none), related (read with the rows), url_name, counts_url_name.
    """

    template_name = "pages/list.html"
    part_template_name = "pages/_list.html"
    model = table_class = filter_class = None
    shipped_views: tuple = ()
    first_view = ""
    orders: dict = {}
    columns: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    url_name = counts_url_name = ""
    keeps_views = True  # whether people keep views of their own here

    @classmethod
    def for_person(cls, user, **kwargs) -> "type[ListPage]":
        """The list that an address with these arguments shows to somebody. Raises `Http404` where there is none."""
        return cls

    @classmethod
    def address(cls) -> str:
        return reverse(cls.url_name)

    @classmethod
    def counts_address(cls) -> str:
        return reverse(cls.counts_url_name)

    @classmethod
    def label_of(cls, view) -> str:
        """What a record's page calls the list one came from."""
        return str(view.label)

    @classmethod
    def title(cls) -> str:
        return str(cls.model._meta.verbose_name_plural).capitalize()

    def get_template_names(self):
        return [
            self.part_template_name if self.request.headers.get("HX-Target") == "list-part" else self.template_name
        ]

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.htmx:  # the short address, not all that the form holds
            response.headers["HX-Push-Url"] = self.listing.own_url
        return response

    def get_context_data(self, **kwargs):
        page = self.for_person(self.request.user, **self.kwargs)
        self.listing = listing = Listing(page, self.request.user, self.request.GET)
        state = listing.state
        if (state.after or state.before) and state.cursor is None:
            messages.warning(self.request, _t("That place in the list could not be found; this is its beginning."))
        grouped_by = state.view.shipped.grouped_by
        groups = self.groups() if grouped_by and grouped_by not in listing.filter.chosen else None
        table = None if groups is not None else self.table()
        return super().get_context_data(
            **kwargs,
            listing=listing,
            state=state,
            view=state.view,
            filter=listing.filter,
            table=table,
            groups=groups,
            tabs=self.tabs(),
            sizes=sorted(SIZES),
            summary=self.summary() if table is not None else "",
            chips=[(label, value, state.without(name)) for name, label, value in listing.filter.chips()],
            columns=self.offered_columns(),
            heads=self.heads(table) if table is not None else [],
            clear_url=state.url(filters={}),
            empty_url=self.empty_url(),
            view_urls=self.view_urls(),
            page_title=page.title(),
            bulk=self.bulk_verbs() if table is not None else [],
            counts_url=page.counts_address(),
        )

    def table(self):
        rows = self.listing.part.rows
        self.row_actions = self.actions(rows) if rows else {}
        return self.table_class(
            rows,
            columns=self.listing.state.columns,
            opens=self.listing.address_of,
            actions=self.row_actions,
            back=self.request.get_full_path(),
            **self.table_options(rows),
        )

    def table_options(self, rows) -> dict:
        """What a domain's table wants to know beside its rows."""
        return {}

    def actions(self, rows) -> dict:
        """For each key what its row offers: a list of `RowAction`."""
        return {}

    def bulk_verbs(self) -> list:
        """What the bulk bar offers: (address, label, icon, danger)."""
        return []

    def groups(self):
        return []

    def tabs(self):
        """The views in the row above the list: the main ones and the one that is open; the rest behind “More”."""
        listing = self.listing
        opened = listing.state.view.slug
        views = [*listing.views.shipped.values(), *listing.views.saved.values()]
        main = [view for view in views if view.saved is None and view.shipped.main]
        if opened not in [view.slug for view in main]:
            main.insert(1, listing.state.view)
        return {"main": main, "more": [view for view in views if view not in main], "opened": opened}

    def summary(self) -> str:
        part = self.listing.part
        if not part.rows:
            return ""
        first, last = grouped(part.start), grouped(part.start + len(part.rows) - 1)
        return format_html('{}–{} <span id="total"></span>', first, last)

    def offered_columns(self):
        """Chosen columns first, as they stand."""
        labels = dict(self.table_class.offered())
        chosen = [name for name in self.listing.state.columns if name in labels]
        rest = [name for name in labels if name not in chosen]
        return [(name, labels[name], name in chosen) for name in (*chosen, *rest)]

    def heads(self, table):
        """The head of each column; those that can be sorted by with an address and how they stand."""
        state = self.listing.state
        way = "descending" if state.sort.startswith("-") else "ascending"
        current = state.sort.removeprefix("-")
        return [
            {
                "label": label,
                "css": css,
                "sort": (state.sorted_by(name), way if name == current else "none") if state.sorts_by(name) else None,
            }
            for name, label, css in table.heads
        ]

    def empty_url(self):
        action = self.listing.state.view.shipped.empty_action
        if not action:
            return ""
        return action[1] if action[1].startswith("?") else reverse(action[1])

    def view_urls(self):
        if not self.keeps_views:
            return {}
        names: dict[str, tuple[int, ...]] = {"default": (), "save": ()}
        if saved := self.listing.state.view.saved:
            names |= dict.fromkeys(("update", "rename", "delete"), (saved.pk,))
        return {name: reverse(f"{self.model._meta.model_name}_view_{name}", args=args) for name, args in names.items()}


def listing_at(url, model, user) -> Listing | None:
    """The list of these records that an address of ours shows to somebody."""
    path, _mark, query = url.partition("?")
    with suppress(Resolver404, Http404):
        match = resolve(path)
        page = getattr(match.func, "view_class", None)
        if page is not None and issubclass(page, ListPage) and page.model is model:
            return Listing(page.for_person(user, **match.kwargs), user, QueryDict(query))
    return None


def capped(count) -> str:
    return f"{grouped(CAP)}+" if count > CAP else grouped(count)


def grouped(number) -> str:
    return number_format(number, force_grouping=True)
