from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.models.discussed import Discussed as HasDiscussion
from hotcrm.records.models import Policy
from hotcrm.records.refusals import Refused
from hotcrm.records.verbs import verb

from .editing import NOT_DISCARDED
from .lifecycle import Status
from .people import EDITORS


class Discussed(HasDiscussion):
    """What people say about a lead, and the files they put to it.

    Open to those who edit it, partners among them, and after the conversion too: PRODUCT 4 leaves description and
    notes open then, and a comment or a file is a note. The policy that closes the notes closes both.
    """

    class Meta:
        abstract = True

    @verb(_("Comment"), when=NOT_DISCARDED, who=EDITORS, icon="comment")
    def comment(self, *, by, body):
        """Say something about it. Returns the Comment; begins no work, moves no clock."""
        return self.say(body, by=by)

    @verb(_("Add files"), when=NOT_DISCARDED, who=EDITORS, icon="paperclip")
    def attach(self, *, by, files=()):
        """Put files to it whose bytes are stored (see `hotcrm.activities.uploads`). Returns the new ones."""
        return self.put(files, by=by)

    def check_open_to_words(self):
        if self.status == Status.CONVERTED and not Policy.current().converted_notes_editable:
            raise Refused(_t("This lead is converted; nothing of it can be edited."))
