"""Opportunities stage by stage, with how many there are and what they come to."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, Sum
from django.urls import reverse
from django.views.generic import TemplateView

from hotcrm.pages.participation import for_owners, for_superiors, mine, of_my_people
from hotcrm.pages.selection import Pin, Selection
from hotcrm.records.conditions import NOBODY_Q
from hotcrm.records.reach import Reach
from hotcrm.records.verbs import verbs_for
from hotcrm.sales.models import OPEN_STAGES, Opportunity, Stage
from hotcrm.sales.shipped_views import NEWEST

from .actions import may_create, url_of
from .listing import OpportunityList

MOST = 20  # cards a column
MOVES = ("move", "win", "lose", "reopen")
READ_ALONG = ("owner", "account")


@dataclass(frozen=True)
class Column:
    stage: Stage
    count: int
    amount: Decimal
    cards: list
    list_url: str

    @property
    def more(self) -> int:
        return max(self.count - len(self.cards), 0)


@dataclass(frozen=True)
class Card:
    opportunity: Opportunity
    moves: list  # (stage, label) it may be moved to
    verbs: list  # (label, icon, address, whether it asks first) of what else may be done


class OpportunityBoard(LoginRequiredMixin, TemplateView):
    template_name = "sales/board.html"

    def get_context_data(self, **kwargs):
        scopes = self.scopes()
        scope = self.request.GET.get("view", "")
        scope = scope if scope in scopes else "all"
        return super().get_context_data(
            **kwargs,
            columns=self.columns(scopes[scope], scope),
            scope=scope,
            scopes=list(scopes),
            create_url=reverse("opportunity_create") if may_create(self.request.user) else "",
            here=self.request.get_full_path(),
        )

    def scopes(self) -> dict[str, Pin | None]:
        """Whose deals a person may look at."""
        user, reach = self.request.user, Reach.of(self.request.user)
        found: dict[str, Pin | None] = {"all": None}
        if for_owners(user, reach):
            found["my"] = mine(user, reach)
        if for_superiors(user, reach):
            found["subordinates"] = of_my_people(user, reach)
        return found

    def columns(self, pin, scope) -> list[Column]:
        totals, cards = self.totals(pin), self.cards(pin)
        return [
            Column(
                stage,
                *totals[stage],
                [card for card in cards if card.opportunity.stage == stage],
                f"{reverse('opportunity_list')}?view={scope}&stage={stage}",
            )
            for stage in Stage
        ]

    def totals(self, pin) -> dict[str, tuple[int, Decimal]]:
        """How many there are in each stage, and what they come to. A query for each way in which a person sees deals:
        one over all of them would read the whole table for a rep of forty."""
        totals = {stage: (0, Decimal(0)) for stage in Stage.values}
        counted = NOBODY_Q
        for branch in self.selection(Opportunity.objects.all(), pin).branches:
            rows = Opportunity.objects.filter(branch.as_q(), ~counted).order_by().values("stage")
            for row in rows.annotate(count=Count("pk"), amount_sum=Sum("amount")):
                count, amount = totals[row["stage"]]
                totals[row["stage"]] = count + row["count"], amount + (row["amount_sum"] or 0)
            counted |= branch.as_q()
        return totals

    def cards(self, pin) -> list[Card]:
        """The newest of each column: a page of each stage's list, at most two queries; one for what may be done."""
        found = [row for stage in Stage for row in self.newest(stage, pin)]
        refusals = verbs_for(found, self.request.user, MOVES)
        return [self.card(row, refusals[row.pk]) for row in found]

    def newest(self, stage, pin) -> list[Opportunity]:
        return self.selection(Opportunity.objects.filter(stage=stage), pin).first(MOST)

    def selection(self, rows, pin) -> Selection:
        return Selection(rows, self.request.user, NEWEST, pin=pin, related=READ_ALONG)

    def card(self, row, refusals) -> Card:
        is_open = {name for name, refusal in refusals.items() if refusal is None}
        moves = [(stage, stage.label) for stage in OPEN_STAGES if stage != row.stage] if "move" in is_open else []
        verbs = [
            (verb.label, verb.icon, url_of(row, name), OpportunityList.asks_for(name))
            for name, verb in ((name, getattr(Opportunity, name)) for name in MOVES[1:])
            if name in is_open
        ]
        return Card(row, moves, verbs)
