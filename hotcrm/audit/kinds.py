"""What the audit tells of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.TextChoices):
    SEEN = "seen", _("Seen")
    TAKEN_OUT = "taken_out", _("Taken out")
    RIGHTS = "rights", _("Rights")
    SIGNING_IN = "signing_in", _("Signing in")
    ADMINISTRATION = "administration", _("Administration")
    REFUSED = "refused", _("Refused")


class Kind(models.TextChoices):
    SAW = "saw", _("Opened")
    LISTED = "listed", _("List read by a program")
    REVEALED = "revealed", _("Hidden field revealed")
    EXPORTED = "exported", _("Export begun")
    EXPORT_ENDED = "export_ended", _("Export ended")
    DOWNLOADED = "downloaded", _("File downloaded")
    RIGHTS_CHANGED = "rights_changed", _("Rights changed")
    TEAM_CHANGED = "team_changed", _("Team changed")
    TOKEN_MADE = "token_made", _("API token made")
    TOKEN_REVOKED = "token_revoked", _("API token revoked")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    PASSWORD_RESET = "password_reset", _("Password set by an administrator")
    TWO_FACTOR_ON = "two_factor_on", _("Second factor switched on")
    TWO_FACTOR_OFF = "two_factor_off", _("Second factor switched off")
    TWO_FACTOR_RESET = "two_factor_reset", _("Second factor reset by an administrator")
    SIGNED_IN = "signed_in", _("Sign-in")
    SIGNED_OUT = "signed_out", _("Sign-out")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    LOCKED_OUT = "locked_out", _("Locked out")
    ADMINISTERED = "administered", _("Changed in the administration")
    REFUSED = "refused", _("Refused")
    PROBED = "probed", _("Asked for what is out of sight")
    TOKEN_REFUSED = "token_refused", _("Wrong API token")
    LEFT_OUT = "left_out", _("More was left out")

    @property
    def area(self) -> Area:
        return next(area for area, kinds in KINDS.items() if self in kinds)


KINDS: dict[Area, tuple[Kind, ...]] = {
    Area.SEEN: (Kind.SAW, Kind.LISTED, Kind.REVEALED),
    Area.TAKEN_OUT: (Kind.EXPORTED, Kind.EXPORT_ENDED, Kind.DOWNLOADED),
    Area.RIGHTS: (
        Kind.RIGHTS_CHANGED,
        Kind.TEAM_CHANGED,
        Kind.TOKEN_MADE,
        Kind.TOKEN_REVOKED,
        Kind.PASSWORD_CHANGED,
        Kind.PASSWORD_RESET,
        Kind.TWO_FACTOR_ON,
        Kind.TWO_FACTOR_OFF,
        Kind.TWO_FACTOR_RESET,
    ),
    Area.SIGNING_IN: (Kind.SIGNED_IN, Kind.SIGNED_OUT, Kind.SIGN_IN_FAILED, Kind.LOCKED_OUT),
    Area.ADMINISTRATION: (Kind.ADMINISTERED,),
    Area.REFUSED: (Kind.REFUSED, Kind.PROBED, Kind.TOKEN_REFUSED, Kind.LEFT_OUT),
}
FORGOTTEN = (Kind.SAW, Kind.LISTED)  # after a while; the database keeps all others for good
