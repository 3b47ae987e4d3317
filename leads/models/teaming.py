from django.utils.translation import gettext_lazy as _

from hotcrm.records.teamed import Teamed as HasTeam
from hotcrm.records.teamed import plan_places
from hotcrm.records.verbs import verb

from .editing import NOT_DISCARDED
from .people import HANDOVER


class Teamed(HasTeam):
    """Who works on a lead beside its owner, also after its conversion."""

    class Meta:
        abstract = True

    @verb(_("Add to team"), when=NOT_DISCARDED, who=HANDOVER, plan=plan_places, icon="users-plus")
    def add_to_team(self, *, by, person, access, plan, mail=True):
        """An active colleague, once."""
        self.take_on(person, access, by=by, plan=plan, mail=mail)

    @verb(_("Change access"), when=NOT_DISCARDED, who=HANDOVER, plan=plan_places, icon="user-edit")
    def change_access(self, *, by, person, access, plan):
        """What somebody of the team may do: read, or read and write."""
        self.give_access(person, access, by=by, plan=plan)

    @verb(_("Remove from team"), when=NOT_DISCARDED, who=HANDOVER, plan=plan_places, icon="user-minus", danger=True)
    def remove_from_team(self, *, by, person, plan):
        self.take_off(person, by=by, plan=plan)
