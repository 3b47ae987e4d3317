"""Credits gathered by campaign, by type of campaign or by lead source, as one person may see them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import islice
from operator import add, attrgetter

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import LeadSource
from hotcrm.sales.models import Opportunity

from .attribution import Credited, Model, Touch, credits_of, money, won
from .models import Campaign, CampaignType
from .money import NOTHING

# Keys of what has none of its own; no key of a record and no code looks like these.
NO_CAMPAIGN, UNSEEN, UNTYPED, NO_SOURCE = "~none", "~unseen", "~untyped", "~unknown"


class By(models.TextChoices):
    CAMPAIGN = "campaign", _("By campaign")
    TYPE = "type", _("By type")
    SOURCE = "source", _("By source")


@dataclass
class Line:
    key: str
    label: str
    credits: dict[str, Decimal] = field(default_factory=lambda: dict.fromkeys(Model.values, NOTHING))


class Gathered:
    """What this person sees of what was won: everybody's credits are those of the opportunities that they see.

    `since` and `until` are instants: closed from the first on, and before the last.
    """

    def __init__(self, user, by: str, *, since=None, until=None):
        self.user, self.by, self.since, self.until = user, by, since, until

    @property
    def opportunities(self):
        return won(Opportunity.objects.visible_to(self.user), since=self.since, until=self.until)

    @cached_property
    def lines(self) -> list[Line]:
        """Those credited most come first, what has no campaign, type or source last."""
        found: dict[str, Line] = {}
        for named, sums in self._sums().items():
            key = self.key_of(named)
            line = found.get(key) or found.setdefault(key, Line(key, self.label_of(key)))
            for model, cents in zip(Model.values, sums, strict=True):
                line.credits[model] += money(cents)
        return sorted(found.values(), key=lambda line: (line.key in LAST, -line.credits[Model.EVEN], line.label))

    def _sums(self) -> dict[int | str | None, list[int]]:
        """Cents by model, for each campaign, or each source, that touches name."""
        found: dict = defaultdict(lambda: [0] * len(Model))
        for one in credits_of(self.opportunities.order_by()):
            for touch, shares in zip(one.touches, one.shares, strict=True):
                sums = found[self._named(touch)]
                sums[:] = map(add, sums, shares)
        return found

    @property
    def total(self) -> Line:
        total = Line("", _t("Won revenue"))
        for line in self.lines:
            for model, amount in line.credits.items():
                total.credits[model] += amount
        return total

    def behind(self, model: str, key: str, *, after: Opportunity | None = None) -> Iterator[tuple[int, Decimal]]:
        """(key, credit) of each opportunity that brought this credit; the last closed first."""
        rows = self.opportunities.filter(self._may_name(key))
        if after is not None:
            closed = after.closed_at or after.created_at
            rows = rows.alias(end=CLOSED).filter(Q(end__lt=closed) | Q(end=closed, pk__lt=after.pk))
        for one in credits_of(rows.order_by(CLOSED.desc(), "-pk")):
            if credit := self._credit(one, model, key):
                yield one.pk, credit

    def key_of(self, named) -> str:
        """Of what a touch names: a campaign, or a source where credits are gathered by source."""
        return self._keys[self.by](named)

    def label_of(self, key: str) -> str:
        """Raises `KeyError` for what there is not, or is not seen."""
        return str(LABELS[key]) if key in LABELS else self._labels[key]

    def _credit(self, one: Credited, model, key) -> Decimal:
        place, touched = Model.values.index(model), zip(one.touches, one.shares, strict=True)
        return money(sum(shares[place] for touch, shares in touched if self.key_of(self._named(touch)) == key))

    def _may_name(self, key) -> Q:
        """A campaign is looked for where it can be found; anything else may stand behind every opportunity."""
        if self.by != By.CAMPAIGN or key in LABELS:
            return Q()
        own, named = Q(campaign=key), Q(converted_leads__campaign=key)
        members = Q(converted_leads__memberships__campaign=key) | Q(primary_contact__memberships__campaign=key)
        keys = (Opportunity._base_manager.filter(q).order_by().values("pk") for q in (own, named, members))
        return Q(pk__in=next(keys).union(*keys))

    @cached_property
    def _named(self) -> Callable[[Touch], int | str | None]:
        return attrgetter("source" if self.by == By.SOURCE else "campaign")

    @property
    def _keys(self) -> dict[str, Callable]:
        return {By.CAMPAIGN: self._campaign, By.TYPE: self._type, By.SOURCE: self._source}

    def _campaign(self, campaign):
        if campaign is None:
            return NO_CAMPAIGN
        key = str(campaign)
        return key if key in self._labels else UNSEEN

    def _type(self, campaign):
        if campaign is None:
            return NO_CAMPAIGN
        return self._types[campaign] or UNTYPED

    def _source(self, source):
        return source or NO_SOURCE

    @cached_property
    def _types(self) -> dict[int, str | None]:
        return dict(Campaign._base_manager.values_list("pk", "type"))

    @cached_property
    def _labels(self) -> dict[str, str]:
        if self.by == By.CAMPAIGN:
            named = Campaign.objects.visible_to(self.user).order_by().values_list("pk", "name")
            return {str(pk): name for pk, name in named}
        return {one.pk: str(one) for one in (CampaignType if self.by == By.TYPE else LeadSource).objects.all()}


CLOSED = Coalesce("closed_at", "created_at")
LABELS = {
    NO_CAMPAIGN: _("No campaign"),
    UNSEEN: _("Campaigns that you do not see"),
    UNTYPED: _("Campaigns without a type"),
    NO_SOURCE: _("No source"),
}
LAST = frozenset(LABELS)


def page_of(rows: Iterator, size: int) -> tuple[list, bool]:
    """So many rows, and whether there are more."""
    found = list(islice(rows, size + 1))
    return found[:size], len(found) > size
