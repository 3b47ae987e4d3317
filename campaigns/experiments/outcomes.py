"""What became of the members of each group: counted in one query, whatever their number."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from campaigns.models import Campaign, LeadStage, Member, MemberStatus
from hotcrm.sales.models import Stage
from leads.models import Lead

from .arms import HOLDOUT


@dataclass(frozen=True)
class Outcome:
    """Of one group. `total` and `squares` are the sum of what its members spent, and of the squares of it, in the
    currency of the house; somebody who spent nothing counts with 0."""

    code: str
    is_held_out: bool = False
    n: int = 0
    responded: int = 0
    converted: int = 0
    total: float = 0.0
    squares: float = 0.0

    @property
    def hits(self) -> int:
        """What groups are compared by."""
        return self.responded

    @property
    def sums(self) -> tuple[int, float, float]:
        return self.n, self.total, self.squares

    @property
    def mean(self) -> float | None:
        return self.total / self.n if self.n else None


def together(outcomes: list[Outcome], code: str = "") -> Outcome:
    """Several groups as one."""
    names = ("n", "responded", "converted", "total", "squares")
    return Outcome(code, **{name: sum(getattr(outcome, name) for outcome in outcomes) for name in names})


def is_grouped(campaign: Campaign) -> bool:
    """Whether there are groups to tell apart: some are set, or members are in some. Looks for one member, no more."""
    members = Member.objects.filter(campaign=campaign).order_by()
    return (
        bool(campaign.variants or campaign.holdout_percent)
        or members.filter(arm__gt="").exists()
        or members.filter(is_held_out=True).exists()
    )


def outcomes_of(campaign: Campaign) -> list[Outcome]:
    """Those held out last; before them the variants as they stand in the campaign, and then what is left of former
    ones. Everybody who was put into a group stays in it, whatever happened to them: leaving out some afterwards, such
    as leads that were discarded, would compare people who are no longer alike."""
    found = {outcome.code: outcome for outcome in _counted(campaign)}
    codes = [variant["code"] for variant in campaign.variants]
    shown = [found.pop(code, Outcome(code)) for code in codes]
    held_out = found.pop(HOLDOUT, Outcome(HOLDOUT, is_held_out=True))
    former = [found[code] for code in sorted(found)]
    return [*shown, *former, *([held_out] if held_out.n or campaign.holdout_percent else [])]


def _counted(campaign) -> list[Outcome]:
    group = Case(When(is_held_out=True, then=Value(HOLDOUT)), default=F("arm"), output_field=CharField())
    members = _with_what_they_spent(Member.objects.filter(campaign=campaign))
    groups = members.order_by().values(code=group, held_out=F("is_held_out"))
    rows = groups.annotate(
        people=Count("pk"),
        responses=Count("pk", filter=Q(status__in=campaign.responses)),
        conversions=Count("pk", filter=Q(status=MemberStatus.CONVERTED) | Q(lead_stage=LeadStage.CONVERTED)),
        total=Sum("spent"),
        squares=Sum(F("spent") * F("spent")),
    )
    return [Outcome(*row.values()) for row in rows]


def _with_what_they_spent(members: QuerySet) -> QuerySet:
    """The known value, else what was won with the lead. Only of the converted is the opportunity looked for."""
    won = Lead._base_manager.filter(pk=OuterRef("lead"), converted_opportunity__stage=Stage.CLOSED_WON)
    amount = Subquery(won.order_by().values("converted_opportunity__amount")[:1])
    of_lead = Case(When(lead_stage=LeadStage.CONVERTED, then=Cast(amount, FloatField())))
    return members.annotate(spent=Coalesce(Cast("value", FloatField()), of_lead, Value(0.0)))
