from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.records.conditions import When
from hotcrm.records.verbs import verb
from hotcrm.sales.models.enrolling import AT_ONCE, MARKETERS, READ_TO_ENROL, Admission, enrol_one, hold

from .lifecycle import OPEN, Status

KEPT = When(~Q(status=Status.DISCARDED), _("This lead is discarded."), code="discarded")
UNCONVERTED = When(Q(status__in=(*OPEN, Status.UNQUALIFIED)), _("This lead is converted."), code="converted")


class Enrolled(models.Model):
    """How a lead becomes a member of a campaign."""

    class Meta:
        abstract = True

    @verb(
        _("Add to campaign"),
        when=KEPT & UNCONVERTED,
        who=MARKETERS,
        locks=hold,
        plan=Admission,
        reads=READ_TO_ENROL,
        at_once=AT_ONCE,
        icon="speakerphone",
    )
    def enrol(self, *, by, campaign, plan):
        """A member of a campaign that `by` may edit and that is not over; once.

        Refused with one of the codes `discarded`, `converted`, `member_already`, `suppressed`, `campaign_over`, and,
        where it goes out by e-mail, `no_email` and `opted_out`; with `NotAllowed` for somebody else's campaign.
        """
        return enrol_one(self, plan)
