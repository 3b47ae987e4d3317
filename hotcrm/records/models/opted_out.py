from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.verbs import UNTOLD, tell, verb

from .opt_out import OptOut, folded


def note_addresses(rows, by, **kwargs):
    """For good, and house-wide: one statement, which two who come at once both survive."""
    addresses = sorted({folded(row.email) for row in rows} - {""})
    OptOut.objects.bulk_create((OptOut(address=one, by=by) for one in addresses), ignore_conflicts=True)


ASKED = {"email", "email_opt_out"}  # the fields whose change is held against the addresses that opted out


class OptedOut(models.Model):
    """Somebody with an e-mail address, who may want nothing sent to it: a model that has both fields."""

    email: Any
    email_opt_out: Any

    class Meta:
        abstract = True

    @verb(_("Opt out of e-mail"), plan=note_addresses, backstage=True)
    def opt_out(self, *, by, campaign=None, plan):
        """They asked for no more mail. Their address stays opted out, whoever has it later."""
        if self.email_opt_out:
            return UNTOLD
        self.email_opt_out = True
        if campaign is not None:
            tell(self, campaign=campaign.pk)
        return None

    def keep_opted_out(self, opted_out: set[str], changes=()):
        """Take over what an address, if it is one of `opted_out`, has said for good. Raises `ValidationError` at the
        field where `changes` meant to clear it."""
        if folded(self.email) not in opted_out:
            return
        if "email_opt_out" in changes and not self.email_opt_out:
            said = _t(
                "Whoever has this address asked for no more mail. That stays, unless the address is another one."
            )
            raise ValidationError({"email_opt_out": [said]})
        self.email_opt_out = True
