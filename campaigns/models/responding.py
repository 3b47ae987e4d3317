from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.records.locks import share
from hotcrm.records.models import Event
from hotcrm.records.models.editors import who_edits
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.saving import save_each
from hotcrm.records.verbs import UNTOLD, moment, type_of, verb, without
from hotcrm.sales.models import Contact
from leads.models import Lead

from .campaign import Campaign
from .membership import BY_THEMSELVES, LADDER, LeadStage, MemberStatus, Reached

PERSONS = {"lead_id": Lead, "contact_id": Contact}
FOLLOWING = {
    "lead_stage", "status", "reached", "responded_at", "follow_up_asked_at", "before_conversion", "updated_at",
}  # fmt: skip


def hold(pks, by, *, to):
    """What counts as a response stays what it is meanwhile; and persons are locked before their memberships, as those
    who convert a lead do."""
    members = apps.get_model("campaigns", "Member")._base_manager.filter(pk__in=pks).order_by()
    keys = list(members.values_list("campaign_id", *PERSONS))
    share(Campaign, {campaign for campaign, *_ in keys})
    if to == MemberStatus.UNSUBSCRIBED:
        for place, model in enumerate(PERSONS.values(), 1):
            persons = model._base_manager.filter(pk__in={key[place] for key in keys} - {None}).order_by("pk")
            list(persons.select_for_update(of=("self",)).values_list("pk"))


def what_counts(rows, by, *, to) -> dict[int, list[str]]:
    """What each campaign takes for a response; and the persons who unsubscribe are opted out."""
    if to == MemberStatus.UNSUBSCRIBED:
        for attname, model in PERSONS.items():
            if pks := [pk for row in rows if (pk := row.__dict__[attname])]:
                model.opt_out.apply(pks, by=by)
    return responses_of({row.campaign_id for row in rows})


def responses_of(campaigns) -> dict[int, list[str]]:
    return dict(Campaign._base_manager.filter(pk__in=campaigns).order_by().values_list("pk", "responses"))


class RespondingQuerySet(models.QuerySet):
    def follow(self, leads):
        """Bring the memberships of these leads in line with what became of them: converted, discarded, or open again.

        Call it in the transaction that changed the leads. One query where none of them is a member, else five.
        """
        members = self.filter(lead__in=leads).prefetch_related(None)
        campaigns = set(members.order_by().values_list("campaign", flat=True))
        if not campaigns:
            return
        share(Campaign, campaigns)
        responses, by_key = responses_of(campaigns), {lead.pk: lead for lead in leads}
        moved = [
            member
            for member in members.order_by("pk").select_for_update()
            if member.follow(by_key[member.lead_id], responses[member.campaign_id])
        ]
        if moved:
            save_each(self.model, moved, FOLLOWING, count_versions=True)

    def restamp(self, responses):
        """After a campaign has changed what it takes for a response: two statements, however many members."""
        self.filter(status__in=responses, responded_at__isnull=True).update(responded_at=models.F("updated_at"))
        others = self.exclude(status__in=responses).filter(responded_at__isnull=False)
        others.update(responded_at=None, follow_up_asked_at=None)


class Responding(models.Model):
    """What becomes of a member: what they did with what they were sent, and the end of their membership.

    `before_conversion` is what the conversion of their lead took the place of, for the way back.
    """

    before_conversion = models.JSONField(null=True, editable=False)

    lead_stage: Any

    class Meta:
        abstract = True

    @verb(_("Change status"), who=who_edits, locks=hold, plan=what_counts, icon="status-change")
    def set_status(self, *, by, to: str, plan):
        """To one of `MemberStatus`; what they are already, they stay. Who unsubscribes is opted out for good.

        Raises `Invalid` for what is no status, `Refused` (`held_out`) where somebody who is left in peace would have
        been sent something.
        """
        if to not in MemberStatus.values:
            raise Invalid(_t("Please choose a status."), field="to")
        if self.status == to:
            return UNTOLD
        if self.is_held_out and to not in BY_THEMSELVES:
            raise Refused(_t("Held out: nothing was sent to them."), code="held_out")
        self.before_conversion = None
        self.enter(to, plan[self.campaign_id], at=moment(self))
        return None

    @verb(_("Remove from the campaign"), who=who_edits, icon="user-minus", danger=True)
    def remove(self, *, by):
        """No member any more; the history of the person says so."""
        data = {"campaign": self.campaign_id, "status": self.status}
        kind = PERSONS["lead_id" if self.lead_id else "contact_id"]
        at, person = moment(self), self.lead_id or self.contact_id
        self._acting.events.append(
            Event(verb="leave_campaign", by=by, at=at, data=data, type=type_of(kind), object_id=person)
        )
        without(self, self)
        return UNTOLD

    def enter(self, status: str, responses: list[str], *, at: datetime):
        """Have a status, and whatever follows from it."""
        self.status = status
        if status in LADDER:
            self.reached = LADDER[MemberStatus(status)]
        elif status != MemberStatus.BOUNCED:
            self.reached = max(self.reached, Reached.DELIVERED)
        self._stamp(responses, self.responded_at or at)

    def follow(self, lead: Lead, responses: list[str]) -> bool:
        """Stand where the lead stands; whether anything changed."""
        stage = LeadStage.of(lead.status)
        if stage == self.lead_stage:
            return False
        self.lead_stage, self.updated_at = stage, lead.updated_at
        if stage == LeadStage.CONVERTED:
            self._convert(responses)
        elif self.before_conversion and self.status == MemberStatus.CONVERTED:
            self._come_back(responses)
        return True

    def _convert(self, responses):
        """Who unsubscribed stays so (C14); who is held out was converted by something else."""
        if self.is_held_out or self.status in (MemberStatus.UNSUBSCRIBED, MemberStatus.CONVERTED):
            return
        responded = self.responded_at and self.responded_at.isoformat()
        self.before_conversion = {"status": self.status, "reached": self.reached, "responded_at": responded}
        self.enter(MemberStatus.CONVERTED, responses, at=self.updated_at)

    def _come_back(self, responses):
        before: Any = self.before_conversion
        self.before_conversion = None
        self.status, self.reached = before["status"], before["reached"]
        at = before["responded_at"]
        self._stamp(responses, datetime.fromisoformat(at) if at else self.responded_at or self.updated_at)

    def _stamp(self, responses, at):
        self.responded_at = at if self.status in responses else None
        if self.responded_at is None:
            self.follow_up_asked_at = None
