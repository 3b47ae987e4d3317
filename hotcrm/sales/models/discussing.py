from django.utils.translation import gettext_lazy as _

from hotcrm.activities.models.discussed import Discussed as HasDiscussion
from hotcrm.records.verbs import verb

from .people import editors_of


class Discussed(HasDiscussion):
    """What people say about an account, a contact or an opportunity, and the files they put to it."""

    class Meta:
        abstract = True

    @verb(_("Comment"), who=editors_of, icon="comment")
    def comment(self, *, by, body):
        """Say something about it. Returns the Comment."""
        return self.say(body, by=by)

    @verb(_("Add files"), who=editors_of, icon="paperclip")
    def attach(self, *, by, files=()):
        """Put files to it whose bytes are stored (see `hotcrm.activities.uploads`). Returns the new ones."""
        return self.put(files, by=by)
