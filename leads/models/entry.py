"""Which pool a new lead enters that nobody owns and that names none."""

from functools import cached_property

from hotcrm.records.conditions import holds
from pools.models import EntryCondition, EntryRule, Pool, kept_open

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


def enter_pools(leads) -> list[tuple]:
    """See to it that new leads nobody owns are in a pool that stays open; each with what its first event tells.

    Call it in the transaction that writes them. One that names a pool that is closed or gone, or that closes at this
    moment, enters the default pool.
    """
    _read_pools_again([lead for lead in leads if lead.owner_id is not None])
    entrance, rules = Entrance(), {}
    waiting = [lead for lead in leads if lead.owner_id is None]
    for lead in waiting:
        if lead.pool_id is None:
            lead.pool, rules[id(lead)] = entrance.pool_for(lead)
            lead.pooled_at = lead.created_at
    _keep_open(waiting, entrance)
    return [(lead, _facts(lead, rules.get(id(lead)))) for lead in leads]


def _keep_open(leads, entrance):
    chosen = {lead.pool_id: lead.pool for lead in leads if not lead.pool.is_default}
    there = kept_open(chosen.values())
    for lead in leads:
        lead.pool = there.get(lead.pool_id) or entrance.default


def _facts(lead, rule) -> dict:
    facts = {"rule": rule.name} if rule and lead.pool_id == rule.pool_id else {}
    return {"status": [None, lead.status], "owner_id": [None, lead.owner_id], "pool_id": [None, lead.pool_id], **facts}


def _read_pools_again(leads):
    """Those that were named: what a long import holds in hand may be out of date. One query."""
    named = [lead for lead in leads if lead.pool_id]
    pools = Pool.objects.in_bulk({lead.pool_id for lead in named}) if named else {}
    for lead in named:
        lead.pool = pools.get(lead.pool_id)
