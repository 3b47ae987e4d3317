"""Opportunities stage by stage, with how many there are and what they come to."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.views.generic import TemplateView

from hotcrm.records.reach import Reach
from hotcrm.records.verbs import verbs_for
from hotcrm.sales.models import OPEN_STAGES, Opportunity, Stage
from hotcrm.sales.shipped_views import for_owners, for_superiors

from .actions import asks, may_create, url_of

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
    def has_more(self) -> bool:
        return self.count > len(self.cards)


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
        rows = Opportunity.objects.visible_to(self.request.user).filter(scopes[scope])
        return super().get_context_data(
            **kwargs,
            columns=self.columns(rows, scope),
            scope=scope,
            scopes=list(scopes),
            create_url=reverse("opportunity_create") if may_create(self.request.user) else "",
            here=self.request.get_full_path(),
        )

    def scopes(self) -> dict[str, Q]:
        """Whose deals a person may look at."""
        user, reach = self.request.user, Reach.of(self.request.user)
        found = {"all": Q()}
        if for_owners(user, reach):
            found["my"] = Q(owner=user.pk)
        if for_superiors(user, reach):
            found["subordinates"] = Q(owner__in=reach.subordinates)
        return found

    def columns(self, rows, scope) -> list[Column]:
        totals = {
            row["stage"]: row
            for row in rows.order_by().values("stage").annotate(count=Count("pk"), amount_sum=Sum("amount"))
        }
        cards = self.cards(rows)
        nothing = {"count": 0, "amount_sum": None}
        return [
            Column(
                stage,
                totals.get(stage, nothing)["count"],
                totals.get(stage, nothing)["amount_sum"] or Decimal(0),
                [card for card in cards if card.opportunity.stage == stage],
                f"{reverse('opportunity_list')}?view={scope}&stage={stage}",
            )
            for stage in Stage
        ]

    def cards(self, rows) -> list[Card]:
        """The newest of each column. Three questions: their keys, themselves, what may be done."""
        place = Window(RowNumber(), partition_by=F("stage"), order_by=[F("created_at").desc(), F("pk").desc()])
        keys = rows.order_by().annotate(place=place).filter(place__lte=MOST).values_list("pk", flat=True)
        newest = Opportunity.objects.filter(pk__in=list(keys))
        found = sorted(newest.select_related(*READ_ALONG), key=lambda row: (row.created_at, row.pk), reverse=True)
        refusals = verbs_for(found, self.request.user, MOVES)
        return [self.card(row, refusals[row.pk]) for row in found]

    def card(self, row, refusals) -> Card:
        is_open = {name for name, refusal in refusals.items() if refusal is None}
        moves = [(stage, stage.label) for stage in OPEN_STAGES if stage != row.stage] if "move" in is_open else []
        verbs = [
            (verb.label, verb.icon, url_of(row, name), asks(name))
            for name, verb in ((name, getattr(Opportunity, name)) for name in MOVES[1:])
            if name in is_open
        ]
        return Card(row, moves, verbs)
