"""All that is set of a pool on one page: its form and its tables, section by section."""

import hashlib
import json
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hotcrm.audit.changes import changes_in
from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note
from hotcrm.texts import Text
from pools.models import Pool

from .form import CLAIMING, FOR_ADMINISTRATORS, ROUTING, TIMERS, SettingsForm
from .rows import HOLIDAYS, HOURS, MEMBERS
from .rules import RECYCLE_RULES

TABLES = {"members": MEMBERS, "working_hours": HOURS, "holidays": HOLIDAYS, "recycle_rules": RECYCLE_RULES}
CONDITION = ("conditions__field", "conditions__operator", "conditions__value")
SEEN = "seen"
WIDE = ("administrators", "routing", "hidden_fields")


@dataclass(frozen=True)
class Section:
    slug: str
    label: Text
    intro: Text
    fields: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


SECTIONS = (
    Section("pool", _("The pool"), _("Who finds it, and who runs it."), ("type", *FOR_ADMINISTRATORS)),
    Section(
        "members",
        _("Members"),
        _("Who may claim leads here and be given some. Whoever is taken off keeps the leads they have."),
        tables=("members",),
    ),
    Section(
        "claiming",
        _("Claiming"),
        _("How much members may take for themselves. Empty: no limit. Administrators are exempt."),
        CLAIMING,
    ),
    Section(
        "routing",
        _("Automatic assignment"),
        _(
            "New leads only: what is returned, reclaimed or transferred waits to be claimed. Absent people and those "
            "who hold as much as they may are passed over; when nobody is free the lead waits and is tried again."
        ),
        ROUTING,
    ),
    Section(
        "clocks",
        _("Timers and working hours"),
        _("Hours are working hours. Without any below, every hour of every day counts. Empty timers never run."),
        TIMERS,
        ("working_hours", "holidays"),
    ),
    Section(
        "recycling",
        _("Recycling"),
        _("Every night open leads that fulfil a rule go back from their owner into the pool."),
        ("recycle_brake_percent",),
        ("recycle_rules",),
    ),
    Section("hiding", _("Hidden fields"), _("What members do not see before they claim."), ("hidden_fields",)),
)


class SettingsPage:
    """What one person sees, or sent. Nothing of a colleague's is overwritten unseen: `seen` comes back with what was
    sent, and says for each section what it looked like when the page was shown."""

    def __init__(self, pool, by, data=None):
        self.pool, self.by, self.data = pool, by, data

    @cached_property
    def form(self):
        return SettingsForm(self.data, instance=self._fresh_pool, by=self.by)

    @cached_property
    def tables(self):
        return self._tables(self.data)

    @cached_property
    def sections(self) -> list[tuple]:
        """Each section with its fields and tables; one that a colleague has changed as it stands now."""
        fresh = SettingsPage(self.pool, self.by) if self.overtaken else self
        return [(section, *(fresh if section in self.overtaken else self).parts(section)) for section in SECTIONS]

    def parts(self, section) -> tuple[list, list]:
        fields = [self.form[name] for name in section.fields if name in self.form.fields]
        return fields, [(name, self.tables[name]) for name in section.tables]

    @cached_property
    def seen(self) -> str:
        return json.dumps(self._state)

    @cached_property
    def overtaken(self) -> list[Section]:
        """The sections that somebody else has changed since this page was shown."""
        if self.data is None or SEEN not in self.data:
            return []
        try:
            before = dict(json.loads(self.data[SEEN]))
        except (ValueError, TypeError):
            return list(SECTIONS)
        return [section for section in SECTIONS if before.get(section.slug) != self._state[section.slug]]

    @property
    def wide(self):
        return WIDE

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(table.is_valid() for table in self.tables.values())])

    def save(self):
        """All of it, inside the caller's transaction, which holds the pool's row locked."""
        tables = [*self.tables.values(), *self.tables["recycle_rules"].with_conditions[1:]]
        changes = changes_in(self.form, tables, told=True)
        pool = self.form.save()
        for table in self.tables.values():
            table.instance = pool
            table.save()
        note(Kind.RIGHTS_CHANGED, by=self.by, target=pool, what="changed", **changes)
        settle(pool)

    def _tables(self, data):
        rules = self.pool.recycle_rules.prefetch_related("conditions")
        more = {"recycle_rules": {"queryset": rules, "by": self.by}}
        return {
            name: made(data, instance=self.form.instance, prefix=name, **more.get(name, {}))
            for name, made in TABLES.items()
        }

    @cached_property
    def _fresh_pool(self):
        """The form writes into its pool, whatever becomes of it; the page's own is left as it is."""
        return Pool.objects.get(pk=self.pool.pk)

    @cached_property
    def _state(self) -> dict[str, str]:
        """What each section looks like, in a few letters."""
        return {section.slug: digest(self._values(section)) for section in SECTIONS}

    def _values(self, section):
        yield {name: value for name, value in vars(self.pool).items() if name.removesuffix("_id") in section.fields}
        if "administrators" in section.fields:
            yield sorted(person.pk for person in self.pool.administrators.all())
        for name in section.tables:
            yield list(getattr(self.pool, name).order_by("pk").values_list())
        if "recycle_rules" in section.tables:
            yield list(self.pool.recycle_rules.order_by("pk", "conditions__pk").values_list("pk", *CONDITION))


def settle(pool):
    """What follows when a pool was set up anew, by whichever door: every date that comes from its rules."""
    pool.rules_changed()


def digest(values) -> str:
    """What rows look like, in a few letters."""
    text = json.dumps(list(values), cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
