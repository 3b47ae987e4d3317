"""How a pool is doing: what waits and for how long, what comes and goes, who takes it, what came back and why.

Every figure is read from an index within bounds: nothing here looks at the whole history, nor at the whole table.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from hotcrm.pages.listing import grouped
from hotcrm.texts import Text
from leads.models import Claim, Lead
from leads.models.lifecycle import OPEN
from leads.recycling import Rehearsal, next_run

from .reasons import last_reasons, words_of
from .seen import pool_run_by

CAP = 100_000  # leads; beyond it “100,000+” says enough
DAYS = 14  # of claims
LOOKED_AT = 500  # leads that came back last
AGES = [
    (_("less than a day"), None, 1),
    (_("1 to 3 days"), 1, 3),
    (_("3 to 7 days"), 3, 7),
    (_("7 to 30 days"), 7, 30),
    (_("more than 30 days"), 30, None),
]


@dataclass(frozen=True)
class Bar:
    label: Text | date
    number: int
    most: int
    shown: str
    url: str = ""


@dataclass(frozen=True)
class Flow:
    """What came in and went out within so many days."""

    days: int
    entered: str
    taken: str
    claimed: str


class PoolHealth:
    def __init__(self, pool, user, *, now=None):
        self.pool, self.user, self.now = pool, user, now or timezone.now()
        self.waiting = Lead.objects.unclaimed_in(pool)
        self.owned = Lead.objects.filter(pool=pool, owner__isnull=False)

    @property
    def waits(self) -> str:
        return told(self.waiting)

    @property
    def is_owned(self) -> str:
        return told(self.owned.filter(status__in=OPEN))

    @property
    def overdue(self) -> str:
        return told(self.owned.filter(is_overdue=True))

    @property
    def unrouted(self) -> str:
        return told(self.waiting.filter(is_unrouted=True))

    @property
    def tonight(self) -> str:
        """How many leads the next night would take back."""
        return told(Rehearsal(self.pool, next_run(self.pool, now=self.now)).leads)

    @property
    def oldest(self):
        """Since when the lead that waits the longest does."""
        return self.waiting.order_by("pooled_at", "pk").values_list("pooled_at", flat=True).first()

    @property
    def flows(self) -> list[Flow]:
        return [self._flow(days) for days in (7, 30)]

    def _flow(self, days) -> Flow:
        """What entered lately waits still, or was given to somebody after that: two stretches of two indexes."""
        since = self.now - timedelta(days=days)
        taken = self.owned.filter(assigned_at__gte=since)
        entered = count(self.waiting.filter(pooled_at__gte=since)) + count(taken.filter(pooled_at__gte=since))
        claimed = Claim.objects.filter(pool=self.pool, at__gte=since)
        return Flow(days, said(entered), told(taken), told(claimed))

    @property
    def ages(self) -> list[Bar]:
        """How long what waits has been waiting."""
        numbers = [count(self._waiting_for(young, old)) for _label, young, old in AGES]
        return [
            Bar(label, number, max(numbers), said(number), self._list_of(young))
            for (label, young, _old), number in zip(AGES, numbers, strict=True)
        ]

    def _waiting_for(self, young, old):
        waiting = self.waiting
        if young is not None:
            waiting = waiting.filter(pooled_at__lte=self.now - timedelta(days=young))
        return waiting if old is None else waiting.filter(pooled_at__gt=self.now - timedelta(days=old))

    def _list_of(self, young) -> str:
        return f"?view=waiting&waits={young}" if young else "?view=waiting&sort=-pooled_at"

    @property
    def claims(self) -> list[Bar]:
        """Claims on each of the last days, as the pool's own calendar has them."""
        zone = ZoneInfo(self.pool.time_zone)
        today = self.now.astimezone(zone).date()
        days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
        since = self.pool.day_of(self.now - timedelta(days=DAYS - 1))[0]
        claims = Claim.objects.filter(pool=self.pool, at__gte=since).order_by()
        found = dict(claims.values_list(TruncDate("at", tzinfo=zone)).annotate(number=Count("pk")))
        most = max(found.values(), default=0)
        return [Bar(day, found.get(day, 0), most, said(found.get(day, 0))) for day in days]

    @property
    def reasons(self) -> list[Bar]:
        """Why the last of those that wait came back."""
        back = self.waiting.filter(released_at__isnull=False).order_by("-pooled_at", "-pk")[:LOOKED_AT]
        if not (leads := list(back.only("pk", "released_at"))):
            return []
        numbers = Counter(last_reasons(leads).values()).most_common(8)
        words = words_of(code for code, _number in numbers)
        return [Bar(words[code], number, numbers[0][1], said(number)) for code, number in numbers if words[code]]


def count(rows) -> int:
    return rows.order_by()[: CAP + 1].count()


def said(number) -> str:
    return f"{grouped(CAP)}+" if number > CAP else grouped(number)


def told(rows) -> str:
    return said(count(rows))


class Health(LoginRequiredMixin, TemplateView):
    """For the administrators of the pool; a part of its page, or a page of its own."""

    def get_template_names(self):
        return ["pools/_health.html" if self.request.htmx else "pools/health.html"]

    def get_context_data(self, **kwargs):
        pool = pool_run_by(self.request.user, kwargs["slug"])
        return {**super().get_context_data(**kwargs), "pool": pool, "health": PoolHealth(pool, self.request.user)}
