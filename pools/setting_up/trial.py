"""What entry rules would have done with the leads that came in last: as they are typed, saved or not."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

from hotcrm.records.conditions import holds
from leads.models import Lead
from leads.models.conditions import questions_by
from pools.models import Pool

TRIED = 100


@dataclass(frozen=True)
class Tried:
    """A lead, the rule that fits it first, the pool it would have entered."""

    lead: Lead
    rule: str
    pool: Pool

    @property
    def is_there(self) -> bool:
        return self.lead.pool_id == self.pool.pk


class Trial:
    """`table` is a valid table of entry rules. Three queries, and one where a campaign is named."""

    def __init__(self, table):
        self.rules = [rule_of(form) for form in sorted(table.kept, key=place) if is_in_force(form)]

    @cached_property
    def rows(self) -> list[Tried]:
        default, questions = Pool.default(), questions_by({n: rule.conditions for n, rule in enumerate(self.rules)})
        leads = Lead.objects.kept().select_related("pool", "owner").order_by("-created_at", "-id")
        found = []
        for lead in leads[:TRIED]:
            rule = next((rule for n, rule in enumerate(self.rules) if holds(questions[n], lead)), None)
            found.append(Tried(lead, rule.name if rule else "", rule.pool if rule else default))
        return found

    @property
    def counts(self) -> list[tuple[str, Pool, int]]:
        """For each rule in its order how many leads it would have taken; what none takes at the end."""
        numbers = Counter(row.rule for row in self.rows)
        counted = [(rule.name, rule.pool, numbers[rule.name]) for rule in self.rules]
        return [*counted, ("", Pool.default(), numbers[""])]

    @property
    def elsewhere(self) -> int:
        """How many are not where these rules would have put them."""
        return sum(not row.is_there for row in self.rows)


def place(form):
    return form.cleaned_data["position"], form.instance.pk or float("inf")


def is_in_force(form) -> bool:
    return form.cleaned_data["is_active"] and form.cleaned_data["pool"].is_enabled and bool(form.conditions.kept)


def rule_of(form) -> SimpleNamespace:
    typed = form.cleaned_data
    conditions = [SimpleNamespace(**condition.cleaned_data) for condition in form.conditions.kept]
    return SimpleNamespace(name=typed["name"], pool=typed["pool"], conditions=conditions)
