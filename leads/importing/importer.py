from django.utils.translation import gettext as _

from hotcrm.people.roles import SELLING, Role
from hotcrm.records.reach import Reach
from hotcrm.records.refusals import NotAllowed
from leads.models import Lead
from pools.models import administered

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
            raise NotAllowed(_("You may not import leads."))


def may_import(person) -> bool:
    """Sales reps, managers, marketers, pool administrators and CRM administrators."""
    if not person.is_active or person.is_partner:
        return False
    return bool(person.is_crm_admin or person.roles & {*SELLING, Role.MARKETER} or administered(Reach.of(person)))


IMPORTER = LeadImporter()
