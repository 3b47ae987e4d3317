"""Which campaigns a won opportunity is owed to, by five models side by side.

A touch is a campaign that reached whoever decided: a response of a lead that became the opportunity, or of its primary
contact; the campaign that such a lead named when it came in; and the opportunity's own campaign, where none of these
names it. A campaign touches an opportunity once, the first time. What comes after the close is no touch.

Credits are in the currency of the house and sum to the amount of the opportunity, to the cent. What nothing touched is
credited to no campaign.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from itertools import accumulate, chain, islice
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from hotcrm.records.among import one_of
from hotcrm.sales.models import Stage
from leads.models import Lead

from .models import Member

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
    source: str  # blank where nobody knows


class Credited(NamedTuple):
    """A won opportunity with its touches in the order of time, and what each of them is credited: cents, by the models
    in their order."""

    pk: int
    cents: int
    closed_at: datetime
    touches: Sequence[Touch]
    shares: Sequence[Sequence[int]]

    @property
    def credits(self) -> dict[str, list[Decimal]]:
        """By model, in the currency of the house."""
        by_model = zip(*self.shares, strict=True)
        return {model: [money(cents) for cents in parts] for model, parts in zip(Model.values, by_model, strict=True)}


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


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
    found = iter(opportunities.values_list(*COLUMNS).iterator(chunk_size=CHUNK))
    contacts = Contacts()
    while chunk := [won_of(*values) for values in islice(found, CHUNK)]:
        yield from credited(chunk, contacts)


class Won(NamedTuple):
    pk: int
    cents: int
    closed: datetime
    created: datetime
    campaign: int | None
    source: str
    contact: int | None


COLUMNS = ("pk", "amount", "closed_at", "created_at", "campaign_id", "lead_source_id", "primary_contact_id")


def won_of(pk, amount, closed, created, campaign, source, contact) -> Won:
    return Won(pk, int(amount * 100) if amount else 0, closed or created, created, campaign, source or "", contact)


def credited(rows: Sequence[Won], contacts: "Contacts") -> Iterator[Credited]:
    """Three queries. Most opportunities were touched by nothing but their own campaign, and need no sharing out."""
    touches = _touches(rows, contacts)
    for row in rows:
        found = touches.get(row.pk)
        way = _way(row, found) if found else (_own(row),)
        yield Credited(row.pk, row.cents, row.closed, way, shares_of(row.cents, way))


def _way(row: Won, touches: list[Touch]) -> Sequence[Touch]:
    """From the first touch to the last: each campaign once, and nothing after the close."""
    first: dict[int | None, Touch] = {}
    for touch in sorted(touches):
        if touch.at <= row.closed:
            first.setdefault(touch.campaign, touch)
    if not first or (row.campaign and row.campaign not in first):
        return sorted((*first.values(), _own(row)))
    return list(first.values())


def _own(row: Won) -> Touch:
    at = min(row.created, row.closed) if row.campaign else row.closed
    return Touch(at, row.campaign, row.source)


def shares_of(cents: int, touches: Sequence[Touch]) -> Sequence[Sequence[int]]:
    """For each touch, what the models credit it."""
    if len(touches) == 1:
        return ((cents,) * len(Model),)
    return list(zip(*by_number(cents, len(touches)), decay(cents, touches), strict=True))


@lru_cache(maxsize=10_000)
def by_number(cents: int, number: int) -> Sequence[Sequence[int]]:
    """What the models give that ask only how many touches there are, and not when they were: all but the last."""
    return first(cents, number), last(cents, number), even(cents, number), position(cents, number)


def first(cents, number) -> list[int]:
    return [cents, *[0] * (number - 1)]


def last(cents, number) -> list[int]:
    return [*[0] * (number - 1), cents]


def even(cents, number) -> list[int]:
    return split(cents, even_parts(number))


def position(cents, number) -> list[int]:
    return split(cents, position_parts(number))


def decay(cents, touches) -> list[int]:
    """Seen from the last touch: beside the close all weights would be smaller alike, and vanish after some years."""
    end = touches[-1].at
    return split(cents, parts_of([2 ** (-(end - touch.at).total_seconds() / DAY / HALF_LIFE) for touch in touches]))


def split(cents: int, parts: Sequence[float]) -> list[int]:
    """What was given so far is rounded each time, and so the shares sum to the whole."""
    given, found = 0, []
    for part in parts:
        upto = round(cents * part)
        upto = upto if upto < cents else cents  # where there are more cents than a float counts
        found.append(upto - given)
        given = upto
    return [*found, cents - given]


def parts_of(weights: Sequence[float]) -> list[float]:
    """The part of the whole that was given when each touch but the last had its share."""
    *sums, whole = accumulate(weights)
    return [part / whole for part in sums]


@cache
def even_parts(number: int) -> list[float]:
    return parts_of([1] * number)


@cache
def position_parts(number: int) -> list[float]:
    between = number - 2
    if between < 1:
        return even_parts(number)
    return parts_of([OUTER, *[(100 - 2 * OUTER) / between] * between, OUTER])


def _touches(rows: Sequence[Won], contacts: "Contacts") -> dict[int, list[Touch]]:
    """By opportunity; those without any are none of them."""
    found = defaultdict(list)
    keys = [row.pk for row in rows]
    for pk, at, campaign, source in chain(_of_leads(keys), _of_their_members(keys)):
        found[pk].append(Touch(at, campaign, source or ""))
    contacts.ask_about({row.contact for row in rows if row.contact})
    for row in rows:
        if known := contacts.touches(row.contact, row.source):
            found[row.pk] += known
    return found


def _of_leads(keys) -> Iterable[tuple]:
    """The campaigns that the leads named when they came in."""
    leads = Lead._base_manager.filter(one_of("converted_opportunity", keys), campaign__isnull=False)
    return leads.values_list("converted_opportunity", "created_at", "campaign", "lead_source")


def _of_their_members(keys) -> Iterable[tuple]:
    members = RESPONDED.filter(one_of("lead__converted_opportunity", keys))
    return members.values_list("lead__converted_opportunity", "responded_at", "campaign", "lead__lead_source")


class Contacts:
    """What contacts responded to. One may stand behind many opportunities, and is asked about once."""

    def __init__(self):
        self._responses: dict[int | None, list[tuple]] = {}
        self._touches: dict[tuple, list[Touch]] = {}

    def ask_about(self, contacts: set[int]):
        new = contacts - self._responses.keys()
        self._responses.update((contact, []) for contact in new)
        members = RESPONDED.filter(one_of("contact", list(new)))
        for contact, at, campaign in members.values_list("contact", "responded_at", "campaign"):
            self._responses[contact].append((at, campaign))

    def touches(self, contact: int | None, source: str) -> list[Touch]:
        """They came from where the opportunity came from: a contact has no source."""
        if not (responses := self._responses.get(contact)):
            return []
        key = contact, source
        if key not in self._touches:
            self._touches[key] = [Touch(at, campaign, source) for at, campaign in responses]
        return self._touches[key]


RESPONDED = Member.objects.filter(responded_at__isnull=False, is_held_out=False).order_by()
