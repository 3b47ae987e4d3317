"""The entry rules on one page: all of them, in order, with a trial."""

from functools import cached_property

from hotcrm.audit.changes import rows_in
from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note
from hotcrm.records.models import Industry, LeadSource
from pools.models import EntryRule

from .page import CONDITION, SEEN, digest
from .rules import ENTRY_RULES


class EntryPage:
    """What one person sees, or sent. Rules that somebody else changed meanwhile are shown anew, not overwritten."""

    def __init__(self, by, data=None):
        self.by, self.data = by, data

    @cached_property
    def table(self):
        data = None if self.is_overtaken else self.data
        return ENTRY_RULES(data, queryset=EntryRule.objects.prefetch_related("conditions"), by=self.by, prefix="rules")

    @cached_property
    def seen(self) -> str:
        rules = EntryRule.objects.order_by("pk", "conditions__pk")
        return digest(rules.values_list("pk", "name", "position", "pool", "is_active", *CONDITION))

    @property
    def is_overtaken(self) -> bool:
        return self.data is not None and self.data.get(SEEN, self.seen) != self.seen

    @property
    def picklists(self):
        """What may be typed where a list is asked for."""
        return [(model._meta.verbose_name, model.objects.offered()) for model in (LeadSource, Industry)]

    def save(self):
        changed = [row for table in self.table.with_conditions for row in rows_in(table, told=True)]
        self.table.save()
        note(Kind.ADMINISTERED, by=self.by, target=EntryRule, what="changed", rows=changed)
