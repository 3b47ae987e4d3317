from hotcrm.people.rights import REFUSALS, Right, may
from hotcrm.records.refusals import NotAllowed
from leads.models import Lead

from .columns import choices
from .header_names import RECOGNISER, fields_of
from .rows import LeadRows

KEYS = ("external_id", "email", "phone", "mobile", "number")
MODES = ("create", "update", "upsert")


class LeadImporter:
    """What `hotcrm.pages.importing` asks about leads."""

    model = Lead

    def known(self, values: list[str]) -> int:
        """How many of the values are names of columns."""
        return RECOGNISER.known(values)

    def mapping_of(self, headers: list[str]) -> list[str]:
        return [field or "" for field in fields_of(headers)]

    def choices(self):
        """What a column can be, in groups with labels."""
        return choices()

    def reader(self, run, *, by) -> LeadRows:
        return LeadRows(run, by=by)

    def check_right(self, person):
        if not may_import(person):
            raise NotAllowed(REFUSALS[Right.IMPORT])


def may_import(person) -> bool:
    """Whose role has the right, but for partner employees: what comes in belongs to the house."""
    return person.is_active and not person.is_partner and may(person, Right.IMPORT)


IMPORTER = LeadImporter()
