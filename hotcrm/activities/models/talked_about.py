from django.utils.translation import gettext_lazy as _

from hotcrm.records.models.editors import who_edits
from hotcrm.records.verbs import verb

from .discussed import Discussed as HasDiscussion


class Discussed(HasDiscussion):
    """What people say about a record that belongs to somebody, and the files they put to it."""

    class Meta:
        abstract = True

    @verb(_("Comment"), who=who_edits, icon="comment")
    def comment(self, *, by, body):
        """Say something about it. Returns the Comment."""
        return self.say(body, by=by)

    @verb(_("Add files"), who=who_edits, icon="paperclip")
    def attach(self, *, by, files=()):
        """Put files to it whose bytes are stored (see `hotcrm.activities.uploads`). Returns the new ones."""
        return self.put(files, by=by)
