import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.experiments.variants import clean_variants
from hotcrm.activities.models.followed_up import FollowedUp
from hotcrm.activities.models.talked_about import Discussed
from hotcrm.people.rights import Right
from hotcrm.records.conditions import EVERYBODY
from hotcrm.records.models import OwnedRecord, Picklist
from hotcrm.records.models.handed_over import HandedOver
from hotcrm.records.models.with_team import Teamed
from hotcrm.records.refusals import NotAllowed, Refused
from hotcrm.records.visibility import RecordQuerySet

from .membership import RESPONSES, MemberStatus
from .nesting import Nested
from .running import CampaignStatus, Running, RunningQuerySet
from .spending import Spending
from .targeting import Targeting

MARKETERS = EVERYBODY.holding(Right.CAMPAIGNS, _("Your role does not run campaigns."))


class CampaignType(Picklist):
    """`by_mail`: what it sends goes out by e-mail, so those without an address or who opted out are left out."""

    by_mail = models.BooleanField(_("sent by e-mail"), default=False)

    class Meta(Picklist.Meta):
        verbose_name = _("campaign type")
        verbose_name_plural = _("campaign types")


def salt() -> str:
    return secrets.token_hex(8)


def usual_responses() -> list[str]:
    return [status.value for status in RESPONSES]


class CampaignQuerySet(RunningQuerySet, RecordQuerySet):
    pass


class Campaign(Running, Spending, Targeting, Nested, FollowedUp, Discussed, Teamed, HandedOver, OwnedRecord):
    """What brought somebody to us. Leads and opportunities name one; leads and contacts are members of it.

    Money is in the currency of the house. What was spent and what came in is typed here, or follows from the costs by
    day and the won opportunities; a typed figure wins, and the page shows both.
    """

    name = models.CharField(_("name"), max_length=200)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    type = models.ForeignKey(
        CampaignType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("type"), db_index=False
    )
    channel = models.CharField(_("channel"), max_length=80, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    budgeted_cost = models.DecimalField(
        _("budgeted cost"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    typed_cost = models.DecimalField(
        _("actual cost"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Left empty: the sum of the costs by day."),
    )
    expected_revenue = models.DecimalField(
        _("expected revenue"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    typed_revenue = models.DecimalField(
        _("actual revenue"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Left empty: the sum of the won opportunities that name the campaign."),
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent campaign")
    )
    description = models.TextField(_("description"), blank=True)
    responses = models.JSONField(_("counts as a response"), default=usual_responses, blank=True)

    holdout_percent = models.PositiveSmallIntegerField(
        _("hold-out group (percent)"),
        default=0,
        validators=[MaxValueValidator(90)],
        help_text=_("Of everybody enrolled, so many are left in peace, to see what the campaign really changes."),
    )
    variants = models.JSONField(default=list, blank=True)
    salt = models.CharField(max_length=32, default=salt, editable=False)

    objects = CampaignQuerySet.as_manager()

    told = ("owner_id", "status", "starts_on", "ends_on", "parent_id")
    untold = (*OwnedRecord.untold, "completed_at")
    read_with_lock = ("owner",)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_code="ends_on",
                violation_error_message=_("A campaign cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(status=CampaignStatus.IN_PROGRESS) | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="campaign_runs_between_dates",
                violation_error_code="starts_on",
                violation_error_message=_("A campaign in progress needs the day it starts and the day it ends."),
            ),
            models.CheckConstraint(
                condition=Q(holdout_percent__lte=90),
                name="campaign_holdout",
                violation_error_code="holdout_percent",
                violation_error_message=_("At most 90 percent can be held out."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}),
                    name=f"campaign_{name}",
                    violation_error_code=name,
                    violation_error_message=_("An amount cannot be negative."),
                )
                for name in ("budgeted_cost", "typed_cost", "expected_revenue", "typed_revenue")
            ),
        ]
        indexes = [
            models.Index(F("created_at").desc(), F("id").desc(), name="campaign_created"),
            models.Index("owner", F("created_at").desc(), F("id").desc(), name="campaign_owner_created"),
            models.Index(F("starts_on").desc(), F("id").desc(), name="campaign_starts"),
            models.Index(fields=["status", "ends_on"], name="campaign_status_ends"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("campaign_detail", args=[self.pk])

    @classmethod
    def editors(cls):
        return MARKETERS

    @classmethod
    def settle(cls, rows, changes, *, by):
        """Who has responded follows from what counts as a response."""
        for campaign in rows:
            if "responses" in changes[campaign.pk]:
                campaign.members.restamp(campaign.responses)

    def normalize(self):
        """Raises `ValidationError` for variants that cannot be compared, whichever door they came through."""
        super().normalize()
        try:
            self.variants = clean_variants(self.variants)
        except ValidationError as error:
            raise ValidationError({"variants": error.messages})

    def get_responses_display(self) -> list[str]:
        """As people read them."""
        return [str(MemberStatus(code).label) for code in self.responses if code in MemberStatus.values]

    @property
    def is_by_mail(self) -> bool:
        return self.type is not None and self.type.by_mail

    def closed_to(self, by) -> Refused | None:
        """Why this person may add nobody to it. One query; none for the system."""
        if by is None or type(self).objects.editable_by(by).filter(pk=self.pk).exists():
            return None
        return NotAllowed(_t("You may not add members to this campaign."))

    def is_past(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on < today


class CampaignCost(models.Model):
    """What was spent on a campaign on one day."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="costs", verbose_name=_("campaign"), db_index=False
    )
    spent_on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    note = models.CharField(_("what for"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ("spent_on", "pk")
        indexes = [models.Index(fields=["campaign", "spent_on", "id"], name="campaign_cost_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="campaign_cost_amount",
                violation_error_code="amount",
                violation_error_message=_("An amount cannot be negative."),
            )
        ]

    def __str__(self):
        return f"{self.spent_on}: {self.amount}"
