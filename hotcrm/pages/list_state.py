"""What a list shows, as its address says it: the view, its filters, order, columns, size and place."""

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from hotcrm.records.reach import Reach

from .keyset import Cursor, Order
from .models import SavedView
from .models.saved_view import views_and_default
from .shipped_views import ShippedView

SIZES = (50, 25, 100)


@dataclass(frozen=True)
class OpenedView:
    """A shipped view, or a saved one on top of it: what a list shows before anything is changed."""

    slug: str
    label: str
    shipped: ShippedView
    filters: dict[str, str]
    sort: str
    columns: tuple[str, ...]
    saved: SavedView | None = None


class Views:
    """The views of a list that one person may open."""

    def __init__(self, page, user):
        self.page, self.user = page, user
        reach = Reach.of(user)
        self.shipped = {view.slug: self._shipped(view) for view in page.shipped_views if view.shown(user, reach)}

    @cached_property
    def saved(self) -> dict[str, OpenedView]:
        views, _ = self._kept
        return {view.slug: self._saved(view) for view in views if view.base in self.shipped}

    @cached_property
    def _kept(self) -> tuple[list[SavedView], str]:
        """The saved views and the name of the one the list opens with. One query, where people keep any."""
        if not self.page.keeps_views:
            return [], ""
        return views_and_default(self.page.model, self.user)

    def named(self, slug) -> OpenedView | None:
        """The view of this name; by default the one this person chose, else the first."""
        if slug:
            return self.shipped.get(slug) or self.saved.get(slug)
        _, default = self._kept
        return (default and self.named(default)) or self.shipped[self.page.first_view]

    def _shipped(self, view):
        columns = view.columns or self.page.columns
        return OpenedView(view.slug, view.label, view, dict(view.filters), str(view.order), columns)

    def _saved(self, row):
        base, params = self.shipped[row.base], row.params
        return OpenedView(
            row.slug,
            row.name,
            base.shipped,
            filters_in(params, self.page),
            sort_in(params, self.page, base.shipped) or base.sort,
            columns_in(params, self.page) or base.columns,
            saved=row,
        )


@dataclass(frozen=True)
class ListState:
    page: type
    view: OpenedView
    filters: dict[str, str]
    sort: str
    columns: tuple[str, ...]
    size: int = SIZES[0]
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, params, view, page) -> "ListState":
        """The filters of the address hold, once it has any (or says `edited`); until then those of the view."""
        filters = filters_in(params, page)
        size = params.get("size", "")
        return cls(
            page,
            view,
            filters if filters or "edited" in params else view.filters,
            sort_in(params, page, view.shipped) or view.sort,
            columns_in(params, page) or view.columns,
            int(size) if size in map(str, SIZES) else SIZES[0],
            params.get("after", ""),
            params.get("before", ""),
        )

    @property
    def order(self) -> Order:
        return replace(self._order_by(self.sort.removeprefix("-")), descending=self.sort.startswith("-"))

    @property
    def cursor(self) -> Cursor | None:
        text = self.after or self.before
        return self.order.read(text, self.page.model) if text else None

    @property
    def is_changed(self) -> bool:
        """Whether this is no longer what the view says."""
        view = self.view
        return (self.filters, self.sort, self.columns) != (view.filters, view.sort, view.columns)

    @property
    def query(self) -> str:
        """The address of this list without its place in it: short where the view says it all."""
        return urlencode({"view": self.view.slug} | self.changes, doseq=True)

    @property
    def changes(self) -> dict:
        view, found = self.view, {}
        if self.filters != view.filters:
            found |= ({"edited": "1"} if view.filters else {}) | self.filters
        if self.sort != view.sort:
            found["sort"] = self.sort
        if self.columns != view.columns:
            found["cols"] = list(self.columns)
        if self.size != SIZES[0]:
            found["size"] = self.size
        return found

    @property
    def as_saved(self) -> str:
        """All of it, as a saved view keeps it."""
        return urlencode(self.filters | {"sort": self.sort, "cols": list(self.columns)}, doseq=True)

    def url(self, **changes) -> str:
        """The address with this changed; a change of what is listed leads to its first page."""
        state = replace(self, **({"after": "", "before": ""} | changes))
        place = {name: str(value) for name in ("after", "before") if (value := getattr(state, name))}
        return "?" + "&".join(filter(None, (state.query, urlencode(place))))

    def without(self, name) -> str:
        return self.url(filters={key: value for key, value in self.filters.items() if key != name})

    def sorts_by(self, name) -> bool:
        """Whether there is an order by this column, here."""
        return name in (self.view.shipped.orders or self.page.orders)

    def sorted_by(self, name) -> str:
        """The other way round when it is the order already, else as this column is mostly wanted."""
        wanted = str(self._order_by(name))
        opposite = name if wanted.startswith("-") else f"-{name}"
        return self.url(sort=opposite if self.sort == wanted else wanted)

    def _order_by(self, name) -> Order:
        """One of the page's, or one that this view alone has."""
        return self.page.orders.get(name) or self.view.shipped.order


def filters_in(params, page) -> dict[str, str]:
    return {name: value for name in page.filter_class.base_filters if (value := params.get(name, "").strip())}


def columns_in(params, page) -> tuple[str, ...]:
    offered = page.table_class.base_columns
    return tuple(dict.fromkeys(name for name in params.getlist("cols") if name in offered))


def sort_in(params, page, shipped) -> str:
    sort = params.get("sort", "")
    return sort if sort.removeprefix("-") in (shipped.orders or page.orders) and not sort.startswith("--") else ""
