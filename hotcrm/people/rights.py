"""What a role may do beside what follows from whose a record is.

A right is a Django permission (`people.export`), held by the groups that stand for roles. Pages, runs, the API and the
administration ask `may(person, Right.EXPORT)`, and a verb is given to those who hold one by `Who.holding`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .roles import SELLING, Role


class Duty(models.TextChoices):
    """What a role must do. It stands in the table of rights, but nobody holds it for being an administrator."""

    SECOND_FACTOR = "must_use_second_factor", _("Must sign in with a second factor")


class Right(models.TextChoices):
    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")
    DISCARD = "discard", _("Discard")
    RESTORE = "restore", _("Restore")
    BULK_DELETE = "bulk_delete", _("Delete for good")
    CAMPAIGNS = "campaigns", _("Run campaigns")


LINES = (*Right, *Duty)
EFFECTS = {
    Right.EXPORT: _("Take lists of leads, customers, deals and campaigns out as CSV or XLSX: what one sees."),
    Right.IMPORT: _("Bring leads in from a file, and change those one may edit. Partner employees never may."),
    Right.DISCARD: _("Put junk away: leads of one's own, and those in pools one administers."),
    Right.RESTORE: _("See what was discarded, as far as one would see it otherwise, and bring it back."),
    Right.BULK_DELETE: _(
        "Delete discarded leads, one or many, with all that was only about them. There is no way back. Without the "
        "right to restore nobody sees what was discarded."
    ),
    Right.CAMPAIGNS: _(
        "Add campaigns and marketing lists, and work on those one sees: edit, enrol members, change their status."
    ),
    Duty.SECOND_FACTOR: _(
        "A password is not enough: whoever has no authenticator app yet sets one up before they see anything else."
    ),
}
REFUSALS = {
    Right.EXPORT: _("Your role does not take lists out as files."),
    Right.IMPORT: _("You may not import leads."),
    Right.CAMPAIGNS: _("Your role does not run campaigns."),
}
# What an installation starts with; CRM administrators hold all rights, whatever stands here. Nobody has a duty.
FIRST_HOLDERS: dict[Right, tuple[Role, ...]] = {
    Right.EXPORT: (*SELLING, Role.MARKETER, Role.PARTNER, Role.AUDITOR),
    Right.IMPORT: (*SELLING, Role.MARKETER),
    Right.DISCARD: (*SELLING, Role.MARKETER),
    Right.RESTORE: (),
    Right.BULK_DELETE: (),
    Right.CAMPAIGNS: (Role.MARKETER,),
}
READING = (Right.EXPORT,)  # all that an auditor can be given


def may(person, right) -> bool:
    """Whether one of this person's roles has the right; None stands for the system, which may everything.

    No query beyond the one for the roles.
    """
    return person is None or right in person.rights
