"""The views of a list that come with the product: each a few lines of scope, columns and order."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hotcrm.texts import Text

from .keyset import Order
from .selection import Pin, Ways


def everybody(user, reach) -> bool:
    return True


@dataclass(frozen=True)
class ShippedView:
    """One view: `rows(queryset, user)` narrows the list, `pin(user, reach)` names its narrowest way in
    and `known` what holds for all its rows (see `Selection`), `shown(user, reach)` says for whom it makes sense;
    to all others it is not there.

    `filters` are quick filters that are set when it is opened, and can be taken off. An empty view says `empty`
    and, with `empty_action` (label, name of a URL or query string), offers a way on. `grouped_by` names a relation:
    the view then lists its values with their counts. `orders` are those of the page that an index serves here (and
    that of `order`, which may be the view's own); empty, and it is all of them. `main` views have a tab; the rest are
    under “More”.
    """

    slug: str
    label: Text
    order: Order
    rows: Callable = lambda rows, user: rows
    pin: Callable[..., Pin | Ways | None] = lambda user, reach: None
    shown: Callable[..., bool] = everybody
    columns: tuple[str, ...] = ()
    filters: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    grouped_by: str | None = None
    orders: tuple[str, ...] = ()
    empty: tuple[Text, Text] | None = None
    empty_action: tuple[Text, str] | None = None
    icon: str = "inbox"
    main: bool = True

    is_own = False
