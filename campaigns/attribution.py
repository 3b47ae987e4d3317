"""Which campaigns a won opportunity is owed to, by five models side by side.

A touch is a campaign that reached whoever decided: a response of a lead that became the opportunity, or of its primary
contact; the campaign that such a lead named when it came in; and the opportunity's own campaign, where none of these
names it. A campaign touches an opportunity once, the first time. What comes after the close is no touch.

Credits are in the currency of the house and sum to the amount of the opportunity, to the cent. What nothing touched is
credited to no campaign.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import accumulate, islice, pairwise
from operator import attrgetter
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from hotcrm.records.among import one_of
from hotcrm.sales.models import Stage
from leads.models import Lead

from .models import Member
from .money import NOTHING

HALF_LIFE = 7  # days: a touch so long before the close weighs half of one at the close
OUTER = 40  # percent for the first touch and for the last; those between share what is left
CHUNK = 1_000  # opportunities
DAY = 86_400  # seconds


class Model(models.TextChoices):
    FIRST = "first", _("First touch")
    LAST = "last", _("Last touch")
    EVEN = "even", _("Even")
    POSITION = "position", _("Position-based")
    DECAY = "decay", _("Time decay")


class Touch(NamedTuple):
    at: datetime
    campaign: int | None
    source: str | None


@dataclass(frozen=True)
class Credited:
    """A won opportunity with its touches in the order of time, and by model what each of them is credited."""

    pk: int
    amount: Decimal
    closed_at: datetime
    touches: Sequence[Touch]
    credits: dict[str, list[Decimal]]


def won(opportunities, *, since=None, until=None):
    """Those of the opportunities that were won, with the instant they were closed at; from the first on to before the
    last of two instants."""
    found = opportunities.filter(stage=Stage.CLOSED_WON)
    found = found.filter(closed_at__gte=since) if since else found
    return found.filter(closed_at__lt=until) if until else found


def credits_of(opportunities) -> Iterator[Credited]:
    """Of won opportunities, in their order. Three queries for each thousand of them, beside the one that reads them.

    What is won and has no day of closing counts as closed when it was made.
    """
    rows = opportunities.annotate(closed=Coalesce("closed_at", "created_at")).values_list(*COLUMNS)
    found = iter(rows.iterator(chunk_size=CHUNK))
    while chunk := [Won(*values) for values in islice(found, CHUNK)]:
        yield from credited(chunk)


def credited(rows: Sequence) -> Iterator[Credited]:
    """The same of rows of `Won`. Three queries."""
    touches = _touches(rows)
    for row in rows:
        found = touches.get(row.pk) or [Touch(row.closed, None, row.source)]
        amount = NOTHING if row.amount is None else row.amount
        yield Credited(row.pk, amount, row.closed, found, split_by_all(amount, found, row.closed))


def split_by_all(amount: Decimal, touches: Sequence[Touch], closed_at: datetime) -> dict[str, list[Decimal]]:
    if len(touches) == 1:
        return {key: [amount] for key in WEIGHTS}
    return {model: split(amount, weigh(touches, closed_at)) for model, weigh in WEIGHTS.items()}


def split(amount: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """The amount by weight. What was given so far is rounded each time, and so the parts sum to the whole."""
    cents = int(amount * 100)
    *sums, whole = accumulate(weights)
    given = [0, *(min(cents, round(cents * (part / whole))) for part in sums), cents]
    return [Decimal(upto - before).scaleb(-2) for before, upto in pairwise(given)]


def first(touches, closed_at) -> list[float]:
    return [1, *[0] * (len(touches) - 1)]


def last(touches, closed_at) -> list[float]:
    return [*[0] * (len(touches) - 1), 1]


def even(touches, closed_at) -> list[float]:
    return [1] * len(touches)


def position(touches, closed_at) -> list[float]:
    between = len(touches) - 2
    if between < 1:
        return even(touches, closed_at)
    return [OUTER, *[(100 - 2 * OUTER) / between] * between, OUTER]


def decay(touches, closed_at) -> list[float]:
    """Seen from the last touch: beside the close all weights would be smaller alike, and vanish after some years."""
    end = touches[-1].at
    return [2 ** (-(end - touch.at).total_seconds() / DAY / HALF_LIFE) for touch in touches]


WEIGHTS: dict[str, Callable[[Sequence[Touch], datetime], list[float]]] = {
    Model.FIRST: first,
    Model.LAST: last,
    Model.EVEN: even,
    Model.POSITION: position,
    Model.DECAY: decay,
}


class Won(NamedTuple):
    pk: int
    amount: Decimal | None
    closed: datetime
    created: datetime
    campaign: int | None
    source: str | None
    contact: int | None


COLUMNS = ("pk", "amount", "closed", "created_at", "campaign_id", "lead_source_id", "primary_contact_id")


def _touches(rows: Sequence[Won]) -> dict[int, list[Touch]]:
    """By opportunity, in the order of time."""
    found: dict[int, dict] = defaultdict(dict)
    closed = {row.pk: row.closed for row in rows}
    for pk, touch in (*_of_leads(closed), *_of_their_members(closed), *_of_contacts(rows)):
        known = found[pk].get(touch.campaign)
        if touch.at <= closed[pk] and (known is None or _earlier(touch) < _earlier(known)):
            found[pk][touch.campaign] = touch
    for row in rows:
        if row.campaign and row.campaign not in found[row.pk]:
            found[row.pk][row.campaign] = Touch(min(row.created, row.closed), row.campaign, row.source)
    return {pk: sorted(touches.values(), key=attrgetter("at", "campaign")) for pk, touches in found.items()}


def _earlier(touch: Touch) -> tuple:
    return touch.at, touch.source or ""


def _of_leads(keys) -> Iterable[tuple[int, Touch]]:
    """The campaigns that the leads named when they came in."""
    leads = Lead._base_manager.filter(one_of("converted_opportunity", list(keys)), campaign__isnull=False)
    columns = ("converted_opportunity", "created_at", "campaign", "lead_source")
    for pk, at, campaign, source in leads.values_list(*columns):
        yield pk, Touch(at, campaign, source)


def _of_their_members(keys) -> Iterable[tuple[int, Touch]]:
    rows = RESPONDED.filter(one_of("lead__converted_opportunity", list(keys)))
    columns = ("lead__converted_opportunity", "responded_at", "campaign", "lead__lead_source")
    for pk, *touch in rows.values_list(*columns):
        yield pk, Touch(*touch)


def _of_contacts(rows: Sequence[Won]) -> Iterable[tuple[int, Touch]]:
    of_contact = defaultdict(list)
    for row in rows:
        if row.contact:
            of_contact[row.contact].append(row)
    members = RESPONDED.filter(one_of("contact", list(of_contact)))
    for contact, at, campaign in members.values_list("contact", "responded_at", "campaign"):
        for row in of_contact[contact]:
            yield row.pk, Touch(at, campaign, row.source)  # type: ignore[arg-type]  # never None, see RESPONDED


RESPONDED = Member.objects.filter(responded_at__isnull=False, is_held_out=False).order_by()
