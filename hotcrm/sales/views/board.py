"""Records column by column of what state they are in, with how many there are and what they come to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from hotcrm.pages.participation import for_owners, for_superiors, mine, of_my_people
from hotcrm.pages.selection import Pin, Selection
from hotcrm.records.conditions import NOBODY_Q
from hotcrm.records.reach import Reach
from hotcrm.records.verbs import verbs_for
from hotcrm.sales.models import OPEN_STAGES, Stage
from hotcrm.sales.shipped_views import NEWEST
from hotcrm.texts import Text

from .actions import url_of
from .listing import OpportunityList

MOST = 20  # cards a column


@dataclass(frozen=True)
class Column:
    state: Any
    count: int
    amount: Decimal
    cards: list
    list_url: str

    @property
    def more(self) -> int:
        return max(self.count - len(self.cards), 0)


@dataclass(frozen=True)
class Card:
    record: Any
    moves: list  # (address, value, label) of the states it may be moved to
    verbs: list  # (label, icon, address, whether it asks first) of what else may be done


class Board(LoginRequiredMixin, TemplateView):
    """A kind gives its list page; the `field` that says which of the `states` a record is in, and `amount`, the one
    that is added up; what cards read along, the verbs they offer, how each is drawn, and what the board is called."""

    template_name = "sales/board.html"
    list_page: Any = None
    field, amount = "", "amount"
    states: Any = ()
    related: tuple[str, ...] = ("owner",)
    verbs: tuple[str, ...] = ()
    card_template = ""
    label: Text = ""

    def get_context_data(self, **kwargs):
        page, scopes = self.list_page, self.scopes()
        scope = self.request.GET.get("view", "")
        scope = scope if scope in scopes else "all"
        return super().get_context_data(
            **kwargs,
            board=self,
            columns=self.columns(scopes[scope], scope),
            scope=scope,
            scopes=list(scopes),
            page_title=page.title(),
            kind=self.model._meta.model_name,
            create_url=reverse(f"{self.model._meta.model_name}_create") if page.may_create(self.request.user) else "",
            create_label=page.create_label,
            here=self.request.get_full_path(),
        )

    @property
    def model(self):
        return self.list_page.model

    def scopes(self) -> dict[str, Pin | None]:
        """Whose records a person may look at."""
        user, reach = self.request.user, Reach.of(self.request.user)
        found: dict[str, Pin | None] = {"all": None}
        if self.has_own(user, reach):
            found["my"] = mine(user, reach)
        if for_superiors(user, reach):
            found["subordinates"] = of_my_people(user, reach)
        return found

    def has_own(self, user, reach) -> bool:
        return for_owners(user, reach)

    def columns(self, pin, scope) -> list[Column]:
        totals, cards, url = self.totals(pin), self.cards(pin), self.list_page.address()
        return [
            Column(
                state,
                *totals[state],
                [card for card in cards if getattr(card.record, self.field) == state],
                f"{url}?view={scope}&{self.field}={state}",
            )
            for state in self.states
        ]

    def totals(self, pin) -> dict[str, tuple[int, Decimal]]:
        """How many there are in each state, and what they come to. A query for each way in which a person sees them:
        one over all of them would read the whole table for a rep of forty."""
        totals = {state: (0, Decimal(0)) for state in self.states.values}
        counted = NOBODY_Q
        for branch in self.selection(self.model.objects.all(), pin).branches:
            rows = self.model.objects.filter(branch.as_q(), ~counted).order_by()
            rows = rows.values_list(self.field).annotate(Count("pk"), Sum(self.amount))
            for state, count, amount in rows:
                before = totals[state]
                totals[state] = before[0] + count, before[1] + (amount or 0)
            counted |= branch.as_q()
        return totals

    def cards(self, pin) -> list[Card]:
        """The newest of each column: a page of each state's list, at most two queries; one for what may be done."""
        found = [row for state in self.states for row in self.newest(state, pin)]
        refusals = verbs_for(found, self.request.user, self.verbs)
        return [self.card(row, {name for name, why in refusals[row.pk].items() if why is None}) for row in found]

    def newest(self, state, pin) -> list:
        return self.selection(self.model.objects.filter(**{self.field: state}), pin).first(MOST)

    def selection(self, rows, pin) -> Selection:
        return Selection(rows, self.request.user, NEWEST, pin=pin, related=self.related)

    def card(self, row, is_open) -> Card:
        verbs = [
            (verb.label, verb.icon, url_of(row, name), self.list_page.asks_for(name))
            for name, verb in ((name, getattr(self.model, name)) for name in self.verbs)
            if name in is_open
        ]
        return Card(row, [], verbs)


class OpportunityBoard(Board):
    list_page, field, states = OpportunityList, "stage", Stage
    related = ("owner", "account")
    verbs = ("move", "win", "lose", "reopen")
    card_template, label = "sales/_card.html", _("Opportunities by stage")

    def card(self, row, is_open):
        stages = [stage for stage in OPEN_STAGES if stage != row.stage] if "move" in is_open else []
        moves = [(url_of(row, "move"), stage.value, stage.label) for stage in stages]
        return Card(row, moves, super().card(row, is_open - {"move"}).verbs)
