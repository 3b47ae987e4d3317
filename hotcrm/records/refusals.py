"""Why something was not done: one exception that becomes a message, a form error, or an HTTP status."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A verb that may not happen now, or not by this person.

    `code` is for programs, `message` for people; `status` is the HTTP status a page or the API answers with.
    A lazy message is put into words when somebody reads it: of the hundreds behind a list's buttons nobody does.
    `facts` are numbers and instants that the message speaks of, for programs.
    """

    def __init__(self, message, *, code="wrong_state", status=409, field=None, facts=None):
        super().__init__(message)
        self.message, self.code, self.status, self.field = message, code, status, field
        self.facts = facts or {}

    def __str__(self):
        return str(self.message)


class NotAllowed(Refused):
    def __init__(self, message=None):
        super().__init__(message or _("You may not do this here."), code="not_allowed", status=403)


class NotFound(Refused):
    def __init__(self):
        super().__init__(_("Not found."), code="not_found", status=404)


class Invalid(Refused):
    """A value a verb was given cannot be; `field` names the one it stands in."""

    def __init__(self, message, *, field):
        super().__init__(message, code="invalid", status=422, field=field)


class Occupied(Refused):
    """Somebody else holds it for this moment; a second try may do."""

    def __init__(self):
        super().__init__(_("Somebody else is working on this right now. Please try again."), code="busy")


class Stale(Refused):
    """The record has moved on since it was read. `record` is as it stands now; `changes` is what was typed."""

    def __init__(self, record, changes):
        super().__init__(
            _("Somebody changed this while you were editing. Nothing of yours was saved yet."),
            code="stale",
            status=412,
        )
        self.record, self.changes = record, changes
