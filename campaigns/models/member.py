from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.experiments.arms import arm_for
from hotcrm.people.rights import Right, may
from hotcrm.records.conditions import exactly_one
from hotcrm.records.models import Record
from hotcrm.records.visibility import Branch, RecordQuerySet
from hotcrm.sales.models import Contact
from leads.models import Lead

from .campaign import MARKETERS, Campaign
from .membership import LeadStage, MemberStatus, Reached
from .recorded import Recorded
from .responding import Responding, RespondingQuerySet


class MemberQuerySet(RespondingQuerySet, RecordQuerySet):
    def as_read_by(self, user):
        """With their persons, as this reader may read those: a pool may hide who a lead is."""
        leads, contacts = (model.objects.as_read_by(user) for model in (Lead, Contact))
        return self.prefetch_related(Prefetch("lead", leads), Prefetch("contact", contacts.select_related("account")))


class Member(Responding, Recorded, Record):
    """A lead or a contact in a campaign, once.

    `responded_at` is the first response, stamped once and cleared when the member is set back to what is none. `arm`
    names the group of an experiment they were put into when they were enrolled; `follow_up_asked_at` is when somebody
    was last told that nobody followed a response up (see `campaigns.following_up`); `value` is what they spent, where
    that is known from elsewhere than our opportunities (money, currency of the house).
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="members", verbose_name=_("campaign"), db_index=False
    )
    lead = models.ForeignKey(
        Lead,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("lead"),
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("contact"),
        db_index=False,
    )
    status = models.CharField(_("status"), max_length=12, choices=MemberStatus.choices, blank=True, editable=False)
    reached = models.PositiveSmallIntegerField(
        _("reached"), choices=Reached.choices, default=Reached.SENT, editable=False
    )
    responded_at = models.DateTimeField(_("first response"), null=True, blank=True, editable=False)
    lead_stage = models.CharField(max_length=1, choices=LeadStage.choices, blank=True, editable=False)
    arm = models.SlugField(_("group"), max_length=40, blank=True, editable=False, db_index=False)
    is_held_out = models.BooleanField(_("held out"), default=False, editable=False)
    follow_up_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    value = models.DecimalField(
        _("value"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
        db_index=False,
    )

    objects = MemberQuerySet.as_manager()

    told = ("status",)
    untold = (*Record.untold, "reached", "responded_at", "lead_stage", "follow_up_asked_at", "before_conversion")

    class Meta:
        verbose_name = _("campaign member")
        verbose_name_plural = _("campaign members")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("lead", "contact"),
                name="member_is_lead_or_contact",
                violation_error_message=_("A member is either a lead or a contact."),
            ),
            models.UniqueConstraint(fields=["lead", "campaign"], name="member_lead_once"),
            models.UniqueConstraint(fields=["contact", "campaign"], name="member_contact_once"),
            models.CheckConstraint(
                condition=Q(is_held_out=True) | ~Q(status=""),
                name="member_has_status",
                violation_error_message=_("A member who is not held out has a status."),
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True, lead_stage="") | (Q(lead__isnull=False) & ~Q(lead_stage="")),
                name="member_lead_stage",
                violation_error_message=_("A member's lead stands somewhere."),
            ),
        ]
        indexes = [
            # What the figures are counted from, and nothing else: a million members are one walk along it.
            models.Index(fields=["campaign", "is_held_out", "status", "reached", "lead_stage"], name="member_figures"),
            models.Index("campaign", F("created_at").desc(), F("id").desc(), name="member_newest"),
            models.Index("campaign", "status", F("created_at").desc(), F("id").desc(), name="member_status"),
            models.Index(fields=["campaign", "arm", "status", "lead_stage"], name="member_arm"),
            models.Index(
                "campaign",
                F("responded_at").desc(),
                F("id").desc(),
                name="member_response",
                condition=Q(responded_at__isnull=False),
            ),
            models.Index(
                F("responded_at").desc(),
                F("id").desc(),
                name="member_latest_responses",
                condition=Q(responded_at__isnull=False, is_held_out=False),
            ),
        ]

    def __str__(self):
        return str(self.person)

    def get_absolute_url(self):
        return reverse("member_detail", args=[self.campaign_id, self.pk])

    def keep_from(self, user):
        """Of the person as far as they are at hand; who names a member to somebody reads it through `visible_to`."""
        if self.lead_id and (lead := self._state.fields_cache.get("lead")):
            lead.keep_from(user)

    @classmethod
    def enrolled(cls, campaign: Campaign, kind: str, pk: int, *, by, at) -> "Member":
        """A new member, not written yet; `kind` is "lead" or "contact". Its lead is open: others are refused."""
        arm = arm_for(campaign, kind, pk)
        return cls.made_of(
            **{f"{kind}_id": pk},
            campaign_id=campaign.pk,
            status="" if arm.is_held_out else MemberStatus.SENT.value,
            lead_stage=LeadStage.OPEN.value if kind == "lead" else "",
            arm=arm.name,
            is_held_out=arm.is_held_out,
            added_by_id=by and by.pk,
            created_at=at,
            updated_at=at,
        )

    @property
    def person(self) -> Lead | Contact:
        person = self.lead or self.contact
        assert person is not None, "A constraint sees to it that a member is one of both."
        return person

    @classmethod
    def branches(cls, reach):
        """Whoever sees both the campaign and the person; None for those who see all of both."""
        if Campaign.branches(reach) is None and Lead.branches(reach) is None:
            return None
        user = reach.user
        campaigns = Campaign.objects.visible_to(user).order_by().values("pk")
        leads, contacts = (model.objects.visible_to(user).order_by().values("pk") for model in (Lead, Contact))
        q = Q(campaign__in=campaigns) & (Q(lead__in=leads) | Q(contact__in=contacts))
        return [Branch(str(_("You see the campaign and the person")), q=q)]

    @classmethod
    def seen_by_all_who_see(cls, reach):
        return Q() if may(reach.user, Right.RESTORE) else ~Q(lead_stage=LeadStage.DISCARDED)

    @classmethod
    def editors(cls):
        return MARKETERS
