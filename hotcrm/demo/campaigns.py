"""What became of the demo's campaigns: who is a member, who answered, what was spent, which lists there are.

Members are taken from the latest leads only, so a big demo takes no longer than a small one.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from random import Random

from campaigns.experiments.arms import arm_for
from campaigns.models import (
    Campaign,
    CampaignCost,
    CampaignList,
    CampaignStatus,
    LeadStage,
    ListEntry,
    ListKind,
    MarketingList,
    Member,
    MemberStatus,
    Reached,
    Use,
)
from campaigns.models.membership import LADDER
from hotcrm.pages.models import SavedView
from hotcrm.records.models import Event, OptOut
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import Contact, Stage
from leads.models import Lead
from leads.models.lifecycle import OPEN, Status

from .plans import MORE, PLANS, Plan

LATEST = 1_500  # leads, among whom are those written to
BUYERS = 100  # the latest leads whose deal was won
FOLLOWED_UP = 0.8  # of those who answered and on whom something was done later
READ = ("pk", "status", "email", "email_opt_out", "created_at", "converted_at", "last_activity_at")
ENDED_BY = {CampaignStatus.COMPLETED: "complete", CampaignStatus.CANCELLED: "cancel", CampaignStatus.ON_HOLD: "hold"}
ADVISORY_BOARD, PROSPECTS, IN_PEACE = "Customer advisory board", "Technology, score above 50", "Competitors and press"


def run_campaigns(house, *, now, seed):
    """Called inside the transaction that fills the demo, when all leads are written."""
    campaigns = _all(house)
    for code, plan in PLANS.items():
        _carry_out(campaigns[code], plan, campaigns, now)
    marketing_lists(house.people["mia"], campaigns["autumn-newsletter"], now)
    Enrolling(Random(f"{seed} campaigns"), now).enrol(campaigns)  # noqa: S311  (a seed is wanted)


def _all(house) -> dict[str, Campaign]:
    more = [Campaign(code=code, name=name, owner=house.people[owner]) for code, name, owner in MORE]
    return {campaign.code: campaign for campaign in (*Campaign.objects.bulk_create(more), *house.campaigns.values())}


def _carry_out(campaign, plan: Plan, campaigns, now):
    """Its days, money and course."""
    today = now.date()
    campaign.type_id, campaign.status, campaign.channel = plan.type, plan.status, plan.channel
    campaign.starts_on, campaign.ends_on = today + timedelta(days=plan.first), today + timedelta(days=plan.last)
    campaign.budgeted_cost, campaign.expected_revenue = plan.budget, plan.expected
    campaign.typed_cost, campaign.description = plan.typed_cost, plan.description
    campaign.holdout_percent, campaign.salt = plan.holdout, f"demo-{campaign.code}"[:32]
    campaign.variants = [{"code": code, "name": name, "share": 1} for code, name, _more in plan.variants]
    campaign.parent = campaigns[plan.parent] if plan.parent else None
    campaign.created_at = campaign.updated_at = _morning(campaign.starts_on, now) - timedelta(days=35)
    if plan.status in (CampaignStatus.COMPLETED, CampaignStatus.CANCELLED):
        campaign.completed_at = _morning(campaign.ends_on, now) + timedelta(hours=9)
    campaign.save()
    days = ((campaign.starts_on + timedelta(days=day), amount, note) for day, amount, note in plan.spent)
    CampaignCost.objects.bulk_create(
        CampaignCost(campaign=campaign, spent_on=day, amount=amount, note=note) for day, amount, note in days
    )
    Event.objects.bulk_create(_told(campaign, plan, now))


def _told(campaign, plan, now) -> Iterable[Event]:
    """Its history, as its verbs would have told it."""
    started, planning = _morning(campaign.starts_on, now), CampaignStatus.PLANNING.value
    about = {"by": campaign.owner, "type": type_of(Campaign), "object_id": campaign.pk}
    data = {"owner_id": [None, campaign.owner_id], "status": [None, planning]}
    yield Event(verb="create", at=campaign.created_at, data=data, **about)
    if plan.status == planning:
        return
    running = CampaignStatus.IN_PROGRESS.value
    yield Event(verb="start", at=started, data={"status": [planning, running]}, **about)
    if verb := ENDED_BY.get(plan.status):
        at = campaign.completed_at or started + timedelta(days=6)
        yield Event(verb=verb, at=at, data={"status": [running, plan.status.value]}, **about)


class Enrolling:
    def __init__(self, random, now):
        self.random, self.now = random, now
        self.unsubscribed: set[str] = set()

    def enrol(self, campaigns):
        latest = list(Lead.objects.kept().order_by("-created_at", "-pk").values(*READ)[:LATEST])
        won = Lead.objects.filter(converted_opportunity__stage=Stage.CLOSED_WON).order_by("-created_at", "-pk")
        self.buyers, members = list(won.values(*READ)[:BUYERS]), []
        for code, plan in PLANS.items():
            campaign = campaigns[code]
            for lead in self._leads(campaign, plan, latest):
                members.append(self._lead(campaign, plan, lead))
            for pk in Contact.objects.order_by("-created_at", "-pk").values_list("pk", flat=True)[: plan.contacts]:
                members.append(self._contact(campaign, plan, pk))
        Member.objects.bulk_create(members, batch_size=500)
        OptOut.objects.bulk_create(
            (OptOut(address=address, at=self.now) for address in sorted(self._opted_out())), ignore_conflicts=True
        )

    def _leads(self, campaign, plan, latest):
        """Of those that name it the latest, and some of all the others; each once."""
        named = Lead.objects.kept().filter(campaign=campaign).order_by("-created_at", "-pk").values(*READ)
        found = {lead["pk"]: lead for lead in named[: plan.naming]}
        others = self.random.sample(latest, min(plan.others, len(latest)))
        others += [lead for lead in self.buyers if self.random.random() < plan.buyers]
        found |= {lead["pk"]: lead for lead in others}
        return [lead for lead in found.values() if self._could_be(campaign, lead)]

    def _could_be(self, campaign, lead) -> bool:
        """Whether it was there, and not converted yet, when it was enrolled; with an address, where that is needed."""
        if campaign.is_by_mail and not lead["email"]:
            return False
        at = self._enrolled_at(campaign, lead["created_at"])
        is_late = at > min(self.now, _morning(campaign.ends_on, self.now) + timedelta(hours=10))
        return not is_late and (lead["converted_at"] is None or lead["converted_at"] > at)

    def _enrolled_at(self, campaign, created_at) -> datetime:
        return max(_morning(campaign.starts_on, self.now), created_at + timedelta(minutes=10))

    def _lead(self, campaign, plan, lead) -> Member:
        at = self._enrolled_at(campaign, lead["created_at"])
        member = self._member(campaign, plan, at, kind="lead", pk=lead["pk"])
        member.lead_stage = LeadStage.of(lead["status"])
        if lead["email_opt_out"] and campaign.is_by_mail and not member.is_held_out:
            self._set(member, MemberStatus.UNSUBSCRIBED)
            self.unsubscribed.add(lead["email"])
        elif lead["status"] == Status.CONVERTED and not member.is_held_out:
            self._convert(member, lead["converted_at"])
        elif member.responded_at and lead["status"] in OPEN:
            self._follow_up(member, lead["last_activity_at"])
        return member

    def _contact(self, campaign, plan, pk) -> Member:
        return self._member(campaign, plan, _morning(campaign.starts_on, self.now), kind="contact", pk=pk)

    def _member(self, campaign, plan, at, *, kind, pk) -> Member:
        arm = arm_for(campaign, kind, pk)
        member = Member(campaign=campaign, arm=arm.name, is_held_out=arm.is_held_out, added_by_id=campaign.owner_id)
        setattr(member, f"{kind}_id", pk)
        member.created_at = member.updated_at = at
        if not arm.is_held_out:
            self._set(member, self._answer(plan, arm.name))
        return member

    def _answer(self, plan, arm) -> MemberStatus:
        times = next((times for code, _name, times in plan.variants if code == arm), 1)
        weights = [
            weight * (times if status == MemberStatus.RESPONDED else 1) for status, weight in plan.answers.items()
        ]
        return self.random.choices(list(plan.answers), weights)[0]

    def _set(self, member, status):
        """As the verb would have: how far it came, and when they first answered."""
        member.status = status
        member.reached = LADDER.get(status, Reached.SENT if status == MemberStatus.BOUNCED else Reached.DELIVERED)
        if status == MemberStatus.RESPONDED:
            member.reached = self.random.choice((Reached.OPENED, Reached.CLICKED))
        answered = status in member.campaign.responses
        member.responded_at = (
            self._between(member.created_at, member.created_at + timedelta(days=9)) if answered else None
        )
        member.updated_at = member.responded_at or member.created_at

    def _convert(self, member, at):
        """Beside it stands what the conversion took the place of."""
        if member.responded_at:
            member.responded_at = self._between(member.created_at, at)
        responded = member.responded_at and member.responded_at.isoformat()
        member.before_conversion = {"status": member.status, "reached": member.reached, "responded_at": responded}
        member.status, member.reached = MemberStatus.CONVERTED, max(member.reached, Reached.DELIVERED)
        member.responded_at, member.updated_at = member.responded_at or at, at

    def _follow_up(self, member, last_activity_at):
        """Most were answered: what was done last was done after they had responded."""
        if last_activity_at and last_activity_at > member.created_at and self.random.random() < FOLLOWED_UP:
            member.responded_at = self._between(member.created_at, last_activity_at)

    def _between(self, start, end) -> datetime:
        end = min(end, self.now)
        return start + (max(end, start) - start) * self.random.uniform(0.05, 0.95)

    def _opted_out(self) -> set[str]:
        """For good, house-wide: without addresses that somebody else has who did not opt out."""
        has = {"email__in": self.unsubscribed, "email_opt_out": False}
        others = (model.objects.filter(**has).values_list("email", flat=True) for model in (Lead, Contact))
        return self.unsubscribed.difference(*others)


def marketing_lists(mia, newsletter, now):
    """One of each kind."""
    board = MarketingList.objects.create(
        name=ADVISORY_BOARD, owner=mia, description="Whom we ask before we change something."
    )
    contacts = list(Contact.objects.order_by("-created_at", "-pk").values_list("pk", flat=True)[:12])
    leads = list(Lead.objects.kept().open().order_by("-created_at", "-pk").values_list("pk", flat=True)[:20])
    view = SavedView.objects.create(
        kind="leads.lead", owner=mia, name=PROSPECTS, base="all", is_shared=True,
        query="industry=technology&score_from=51&status=open",
    )  # fmt: skip
    prospects = MarketingList.objects.create(name=PROSPECTS, owner=mia, kind=ListKind.DYNAMIC, view=view)
    peace = MarketingList.objects.create(
        name=IN_PEACE, owner=mia, kind=ListKind.SUPPRESSION, description="No campaign that excludes it takes them in."
    )
    ListEntry.objects.bulk_create(
        [
            *(ListEntry(list=board, contact_id=pk, added_by=mia, added_at=now) for pk in contacts),
            *(ListEntry(list=board, lead_id=pk, added_by=mia, added_at=now) for pk in leads),
            *(
                ListEntry(list=peace, domain=one, added_by=mia, added_at=now)
                for one in ("rival.example", "press.example")
            ),
            ListEntry(list=peace, address="please.no.mail@acme.example", added_by=mia, added_at=now),
        ]
    )
    CampaignList.objects.bulk_create(
        [
            CampaignList(campaign=newsletter, list=prospects, use=Use.TARGET),
            CampaignList(campaign=newsletter, list=peace, use=Use.EXCLUDED),
        ]
    )


def _morning(day, now) -> datetime:
    """Nine o'clock of a day."""
    return datetime.combine(day, time(9), now.tzinfo)
