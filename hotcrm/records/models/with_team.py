from django.utils.translation import gettext_lazy as _

from hotcrm.records.teamed import Teamed as HasTeam
from hotcrm.records.teamed import plan_places
from hotcrm.records.verbs import verb

from .editors import HANDOVER


class Teamed(HasTeam):
    """Who works on a record that belongs to somebody beside its owner."""

    class Meta:
        abstract = True

    @verb(_("Add to team"), who=HANDOVER, plan=plan_places, icon="users-plus")
    def add_to_team(self, *, by, person, access, plan, mail=True):
        """An active colleague, once."""
        self.take_on(person, access, by=by, plan=plan, mail=mail)

    @verb(_("Change access"), who=HANDOVER, plan=plan_places, icon="user-edit")
    def change_access(self, *, by, person, access, plan):
        """What somebody of the team may do: read, or read and write."""
        self.give_access(person, access, by=by, plan=plan)

    @verb(_("Remove from team"), who=HANDOVER, plan=plan_places, icon="user-minus", danger=True)
    def remove_from_team(self, *, by, person, plan):
        self.take_off(person, by=by, plan=plan)
