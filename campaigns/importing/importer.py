from campaigns.models import Member
from hotcrm.people.rights import REFUSALS, Right, may
from hotcrm.records.refusals import NotAllowed
from leads.importing.importer import IMPORTER as LEADS

from .columns import RECOGNISER, choices
from .rows import MemberRows


class MemberImporter:
    """What `hotcrm.pages.importing` asks about members. The run's option `campaign` says whose."""

    model = Member

    def known(self, values: list[str]) -> int:
        return RECOGNISER.known(values)

    def mapping_of(self, headers: list[str]) -> list[str]:
        return [field or "" for field in RECOGNISER.fields_of(headers)]

    def choices(self):
        return choices()

    def reader(self, run, *, by) -> MemberRows:
        return MemberRows(run, by=by)

    def check_right(self, person):
        """Who brings lists in from files, and runs campaigns."""
        LEADS.check_right(person)
        if not may(person, Right.CAMPAIGNS):
            raise NotAllowed(REFUSALS[Right.CAMPAIGNS])


IMPORTER = MemberImporter()
