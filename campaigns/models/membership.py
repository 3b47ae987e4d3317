from django.db import models
from django.utils.translation import gettext_lazy as _


class MemberStatus(models.TextChoices):
    """What became of a member. Somebody who is held out has none until they do something by themselves."""

    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    OPENED = "opened", _("Opened")
    CLICKED = "clicked", _("Clicked")
    RESPONDED = "responded", _("Responded")
    ATTENDED = "attended", _("Attended")
    NO_SHOW = "no_show", _("No show")
    CONVERTED = "converted", _("Converted")
    BOUNCED = "bounced", _("Bounced")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")


class Reached(models.IntegerChoices):
    """How far a message came, as far as is known: it stays when the member moves on to something else."""

    SENT = 0, _("Sent")
    DELIVERED = 1, _("Delivered")
    OPENED = 2, _("Opened")
    CLICKED = 3, _("Clicked")


class LeadStage(models.TextChoices):
    """Where a member's lead stands; blank for a contact. Kept beside the member by the lead's own verbs, so that a
    million members can be counted without reading a million leads."""

    OPEN = "o", _("Open")
    CONVERTED = "c", _("Converted")
    DISCARDED = "d", _("Discarded")

    @classmethod
    def of(cls, lead_status: str) -> "LeadStage":
        return {"converted": cls.CONVERTED, "discarded": cls.DISCARDED}.get(lead_status, cls.OPEN)


# These are set one after the other as a message finds its way: each is also how far it came.
LADDER = {
    MemberStatus.SENT: Reached.SENT,
    MemberStatus.DELIVERED: Reached.DELIVERED,
    MemberStatus.OPENED: Reached.OPENED,
    MemberStatus.CLICKED: Reached.CLICKED,
}
UNDELIVERED = (MemberStatus.SENT, MemberStatus.BOUNCED)
RESPONSES = (MemberStatus.RESPONDED, MemberStatus.ATTENDED, MemberStatus.CONVERTED)
# All that somebody does who was sent nothing.
BY_THEMSELVES = (*RESPONSES, MemberStatus.UNSUBSCRIBED)
