"""Which pool a new lead enters that nobody owns and that names none."""

from functools import cached_property

from hotcrm.records.conditions import holds
from pools.models import EntryCondition, EntryRule, Pool

from .conditions import questions_by


class Entrance:
    """The entry rules in force: one query for all of them, when the first lead asks; one more where none fits."""

    def pool_for(self, lead) -> tuple[Pool, EntryRule | None]:
        """The pool of the first rule that fits, and that rule; else the default pool."""
        rule = next((rule for rule, q in self.rules if holds(q, lead)), None)
        return (rule.pool, rule) if rule else (self.default, None)

    @cached_property
    def rules(self) -> list:
        """Each with what it asks, in order."""
        asked = {}
        for condition in conditions_in_force():
            asked.setdefault(condition.rule, []).append(condition)
        questions = questions_by({rule.pk: conditions for rule, conditions in asked.items()})
        return [(rule, questions[rule.pk]) for rule in asked]

    @cached_property
    def default(self) -> Pool:
        return Pool.default()


def conditions_in_force():
    """Of active rules to enabled pools. A rule without conditions fits nothing: one half made takes nothing."""
    asked = EntryCondition.objects.filter(rule__is_active=True, rule__pool__is_enabled=True)
    return asked.select_related("rule__pool").order_by("rule__position", "rule", "pk")
