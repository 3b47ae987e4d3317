"""What the qualification tab shows."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hotcrm.pages.sections import Section, Shown
from leads.forms.qualification import TAB
from leads.models import LeadQualification
from leads.models.lead_qualification import Dimension

KINDS = {
    "budget_is_set": "flag",
    "estimated_amount": "money",
    "budget": "money",
    "estimated_closing_on": "day",
}
PROSE = ("goal", "implementation_options", "selection_criteria", "compliance", "competitors", "influence")
KINDS |= dict.fromkeys((*PROSE, "terms_comment"), "prose")


@dataclass(frozen=True)
class ShownDimension:
    """One question of BANT: how it stands, and the facts behind it."""

    section: Section
    stand: Dimension
    fields: list[Shown]

    @property
    def full(self) -> list[Shown]:
        return [field for field in self.fields if not field.is_empty and field.value is not False]


@dataclass(frozen=True)
class QualificationTab:
    row: LeadQualification
    parts: list[ShownDimension]

    @property
    def is_empty(self) -> bool:
        return not any(part.full or part.stand.score or part.stand.reason for part in self.parts)

    @property
    def most(self) -> int:
        return sum(part.stand.most for part in self.parts)


def tab_of(lead) -> QualificationTab:
    row = getattr(lead, "qualification", None) or LeadQualification(lead=lead)
    stands = {stand.name: stand for stand in row.bant}
    parts = [
        ShownDimension(section, stands[slug], [shown(row, name) for name in section.fields if not _is_stand(name)])
        for slug, section in TAB.items()
    ]
    return QualificationTab(row, parts)


def shown(row, name) -> Shown:
    display = getattr(row, f"get_{name}_display", None)
    label: Any = _("exact budget") if name == "budget" else LeadQualification._meta.get_field(name).verbose_name
    value = display() if display else row.has_budget if name == "budget_is_set" else getattr(row, name)
    return Shown(name, label, value, KINDS.get(name, "text"), is_wide=KINDS.get(name) == "prose")


def _is_stand(name) -> bool:
    return name.endswith(("_score", "_reason"))
