"""What a campaign brought, counted anew each time it is asked: no figure is kept, so none goes stale.

Whatever the number of campaigns, three queries. The members are counted along one index (`member_figures`), which
holds all that is counted by.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Value

from hotcrm.records.among import one_of
from hotcrm.sales.models import Opportunity, Stage
from leads.models import Lead
from leads.models.lifecycle import Status

from .models import Campaign, CampaignCost, LeadStage, Member, MemberStatus, Reached
from .models.membership import UNDELIVERED
from .money import CENT, NOTHING, SumOfMoney

SPENT = "spent"  # stands where opportunities have their stage
COUNTED_LEADS = (LeadStage.OPEN, LeadStage.CONVERTED)


@dataclass(frozen=True)
class Figures:
    """Money is in the currency of the house, rates are in percent; what would be divided by nothing is None.

    Who is held out of an experiment stands in `held_out` and in no other figure. A typed cost or revenue wins over the
    summed one.
    """

    members: int = 0
    held_out: int = 0
    by_status: Mapping[str, int] = field(default_factory=dict)
    delivered: int = 0
    opened: int = 0
    clicked: int = 0
    responded: int = 0
    leads: int = 0
    converted: int = 0
    opportunities: int = 0
    won: int = 0
    won_revenue: Decimal = NOTHING
    summed_cost: Decimal = NOTHING
    typed_cost: Decimal | None = None
    typed_revenue: Decimal | None = None
    budget: Decimal | None = None

    @property
    def sent(self) -> int:
        return self.members

    @property
    def cost(self) -> Decimal:
        return self.summed_cost if self.typed_cost is None else self.typed_cost

    @property
    def revenue(self) -> Decimal:
        return self.won_revenue if self.typed_revenue is None else self.typed_revenue

    @property
    def conversion_rate(self) -> Decimal | None:
        return percent(self.converted, self.leads)

    @property
    def response_rate(self) -> Decimal | None:
        return percent(self.responded, self.sent)

    @property
    def cost_per_lead(self) -> Decimal | None:
        return to_cent(self.cost / self.leads) if self.leads else None

    @property
    def roi(self) -> Decimal | None:
        return percent(self.revenue - self.cost, self.cost)

    @property
    def budget_use(self) -> Decimal | None:
        return None if self.budget is None else percent(self.cost, self.budget)

    @property
    def is_over_budget(self) -> bool:
        return self.budget is not None and self.cost > self.budget

    @property
    def funnel(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("leads", "converted", "opportunities", "won")}


def percent(part, whole) -> Decimal | None:
    return to_cent(Decimal(part) * 100 / whole) if whole else None


def to_cent(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def figures_of(campaigns: Iterable[Campaign]) -> dict[int, Figures]:
    """By key. Three queries, beside the one for the campaigns where they are not read yet."""
    campaigns = list(campaigns)
    keys = [campaign.pk for campaign in campaigns]
    members, leads, (opportunities, costs) = _members(keys), _named_by_leads(keys), _money(keys)
    return {
        campaign.pk: Figures(
            **_of_members(members[campaign.pk], campaign.responses, leads[campaign.pk]),
            **opportunities[campaign.pk],
            summed_cost=costs.get(campaign.pk, NOTHING),
            typed_cost=campaign.typed_cost,
            typed_revenue=campaign.typed_revenue,
            budget=campaign.budgeted_cost,
        )
        for campaign in campaigns
    }


def rolled_up(campaign: Campaign, user=None) -> Figures:
    """Of a campaign and all that this person sees of those below it; `None` stands for the system and sees all.

    Who is in several of them is one lead and several members: they were written to by each. Money is what each of them
    cost and brought, typed where it is typed. Nine queries, however many there are.
    """
    found = [campaign, *below(campaign).visible_to(user)]
    each = list(figures_of(found).values())
    together = Counter()
    for figures in each:
        together.update(figures.by_status)
    leads = _distinct_leads([one.pk for one in found])
    budgets = [figures.budget for figures in each if figures.budget is not None]
    return Figures(
        **{name: sum(getattr(figures, name) for figures in each) for name in ADDED},
        by_status=dict(together),
        leads=sum(leads.values()),
        converted=leads[LeadStage.CONVERTED],
        won_revenue=sum((figures.revenue for figures in each), NOTHING),
        summed_cost=sum((figures.cost for figures in each), NOTHING),
        budget=sum(budgets, NOTHING) if budgets else None,
    )


ADDED = ("members", "held_out", "delivered", "opened", "clicked", "responded", "opportunities", "won")


def below(campaign: Campaign):
    """The campaigns under this one, all the way down; itself is none of them, even where they go round in a circle."""
    table = connection.ops.quote_name(Campaign._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE below(id) AS (SELECT id FROM {table} WHERE parent_id = %s"  # noqa: S608
            f" UNION SELECT child.id FROM {table} child JOIN below ON child.parent_id = below.id)"
            " SELECT id FROM below",
            [campaign.pk],
        )
        keys = [key for (key,) in cursor.fetchall() if key != campaign.pk]
    return Campaign.objects.filter(pk__in=keys)


def _of_members(groups, responses, named: Counter) -> dict:
    """What one campaign's groups of members come to, with the leads that name it beside them."""
    found: Counter = Counter()
    by_status = dict.fromkeys(MemberStatus.values, 0)
    for is_held_out, status, reached, stage, number in groups:
        if is_held_out:
            found["held_out"] += number
            continue
        by_status[status] += number
        found["members"] += number
        found["delivered"] += number * (status not in UNDELIVERED or reached >= Reached.DELIVERED)
        found["opened"] += number * (reached >= Reached.OPENED)
        found["clicked"] += number * (reached >= Reached.CLICKED)
        found["responded"] += number * (status in responses)
        found["leads"] += number * (stage in COUNTED_LEADS)
        found["converted"] += number * (stage == LeadStage.CONVERTED)
    found["leads"] += sum(named.values())
    found["converted"] += named[LeadStage.CONVERTED]
    return {**found, "by_status": by_status}


def _members(keys) -> dict[int, list[tuple]]:
    """Groups of members: whether held out, status, how far it came, where their lead stands; and how many."""
    columns = ("campaign", "is_held_out", "status", "reached", "lead_stage")
    rows = Member.objects.filter(one_of("campaign", keys)).order_by().values_list(*columns).annotate(number=Count("*"))
    found = defaultdict(list)
    for key, *group in rows:
        found[key].append(group)
    return found


def _named_by_leads(keys) -> dict[int, Counter]:
    """Leads that name a campaign and are not counted among its members."""
    counted = Member.objects.filter(lead=OuterRef("pk"), campaign=OuterRef("campaign"), is_held_out=False)
    found = defaultdict(Counter)
    rows = _kept_leads(one_of("campaign", keys)).filter(~Exists(counted))
    for key, status, number in rows.values_list("campaign", "status").annotate(number=Count("*")):
        found[key][_stage(status)] += number
    return found


def _distinct_leads(keys) -> Counter:
    """Leads of any of these campaigns, each once."""
    counted = Member.objects.filter(one_of("campaign", keys), is_held_out=False)
    found: Counter = Counter()
    of_members = counted.filter(lead_stage__in=COUNTED_LEADS).order_by().values_list("lead_stage")
    for stage, number in of_members.annotate(Count("lead", distinct=True)):
        found[stage] += number
    others = _kept_leads(one_of("campaign", keys)).filter(~Exists(counted.filter(lead=OuterRef("pk"))))
    for status, number in others.values_list("status").annotate(number=Count("*")):
        found[_stage(status)] += number
    return found


def _kept_leads(q: Q):
    return Lead._base_manager.filter(q).exclude(status=Status.DISCARDED).order_by()


def _stage(status) -> str:
    return LeadStage.CONVERTED if status == Status.CONVERTED else LeadStage.OPEN


def _money(keys) -> tuple[dict[int, dict], dict[int, Decimal]]:
    """What the opportunities of each campaign come to, and what it cost by its days. One query for both."""
    found: dict[int, dict] = defaultdict(lambda: {"opportunities": 0, "won": 0, "won_revenue": NOTHING})
    costs: dict[int, Decimal] = {}
    deals = Opportunity._base_manager.filter(one_of("campaign", keys)).order_by().values_list("campaign", "stage")
    spent = CampaignCost.objects.filter(one_of("campaign", keys)).order_by().values_list("campaign", Value(SPENT))
    summed = {"number": Count("*"), "amount_sum": SumOfMoney("amount")}
    for key, stage, number, amount in deals.annotate(**summed).union(spent.annotate(**summed), all=True):
        if stage == SPENT:
            costs[key] = amount
            continue
        found[key]["opportunities"] += number
        if stage == Stage.CLOSED_WON:
            found[key]["won"] += number
            found[key]["won_revenue"] += amount
    return found, costs
