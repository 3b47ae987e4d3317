from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.models.followed_up import FollowedUp
from hotcrm.activities.models.talked_about import Discussed
from hotcrm.records.conditions import When
from hotcrm.records.folding import fold
from hotcrm.records.models import LeadSource, OwnedRecord, Picklist
from hotcrm.records.models.edited import Edited
from hotcrm.records.models.editors import editors_of
from hotcrm.records.models.handed_over import HandedOver
from hotcrm.records.models.with_team import Teamed
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import moment, verb


class Stage(models.TextChoices):
    PROSPECTING = "prospecting", _("Prospecting")
    QUALIFICATION = "qualification", _("Qualification")
    NEEDS_ANALYSIS = "needs_analysis", _("Needs analysis")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    CLOSED_WON = "closed_won", _("Closed won")
    CLOSED_LOST = "closed_lost", _("Closed lost")


# How likely a deal of each stage is to come, in percent, until somebody says otherwise.
PROBABILITY = {
    Stage.PROSPECTING: 10,
    Stage.QUALIFICATION: 20,
    Stage.NEEDS_ANALYSIS: 40,
    Stage.PROPOSAL: 60,
    Stage.NEGOTIATION: 80,
    Stage.CLOSED_WON: 100,
    Stage.CLOSED_LOST: 0,
}
CLOSED_STAGES = (Stage.CLOSED_WON, Stage.CLOSED_LOST)
OPEN_STAGES = tuple(stage for stage in Stage if stage not in CLOSED_STAGES)
STILL_OPEN = When(Q(stage__in=OPEN_STAGES), _("This opportunity is closed. Reopen it first."))
CLOSED = When(Q(stage__in=CLOSED_STAGES), _("This opportunity is open."))


class LossReason(Picklist):
    class Meta(Picklist.Meta):
        verbose_name = _("loss reason")
        verbose_name_plural = _("loss reasons")


class Opportunity(Edited, FollowedUp, Discussed, Teamed, HandedOver, OwnedRecord):
    """A deal that may come."""

    account = models.ForeignKey(
        "sales.Account", models.PROTECT, related_name="opportunities", verbose_name=_("account")
    )
    primary_contact = models.ForeignKey(
        "sales.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("primary contact"),
    )
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False, default="")
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, default=Stage.PROSPECTING, editable=False
    )
    stage_before = models.CharField(max_length=20, choices=Stage.choices, blank=True, editable=False)
    probability = models.PositiveSmallIntegerField(
        _("probability (%)"), default=PROBABILITY[Stage.PROSPECTING], validators=[MaxValueValidator(100)]
    )
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    close_on = models.DateField(_("closes on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    loss_reason = models.ForeignKey(
        LossReason,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("loss reason"),
        db_index=False,
    )
    lead_source = models.ForeignKey(
        LeadSource,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead source"),
        db_index=False,
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("campaign"),
        db_index=False,
    )
    description = models.TextField(_("description"), blank=True)

    told = ("owner_id", "stage", "close_on")
    untold = (*OwnedRecord.untold, "name_key", "stage_before", "closed_at", "probability", "loss_reason_id")
    read_with_lock = ("owner",)

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__lte=100),
                name="opportunity_probability",
                violation_error_code="probability",
                violation_error_message=_("A probability is at most 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="opportunity_amount",
                violation_error_code="amount",
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLOSED_LOST, loss_reason__isnull=True),
                name="opportunity_lost_why",
                violation_error_message=_("Please choose a reason."),
            ),
        ]
        indexes = [
            models.Index("owner", F("created_at").desc(), F("id").desc(), name="opportunity_owner_created"),
            models.Index("stage", F("created_at").desc(), F("id").desc(), name="opportunity_stage_created"),
            models.Index(F("created_at").desc(), F("id").desc(), name="opportunity_created"),
            models.Index(fields=["owner", "name_key", "id"], name="opportunity_owner_name"),
            models.Index(fields=["name_key", "id"], name="opportunity_name"),
            models.Index(fields=["owner", "close_on", "id"], name="opportunity_owner_close"),
            models.Index(fields=["close_on", "id"], name="opportunity_close"),
            models.Index(fields=["owner", "amount", "id"], name="opportunity_owner_amount"),
            models.Index(fields=["amount", "id"], name="opportunity_amount_order"),
            # What the figures of a campaign are counted from, and nothing else.
            models.Index(
                fields=["campaign", "stage", "amount"],
                name="opportunity_campaign",
                condition=Q(campaign__isnull=False),
            ),
            models.Index(fields=["closed_at", "id"], name="opportunity_won", condition=Q(stage=Stage.CLOSED_WON)),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.normalize()
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("opportunity_detail", args=[self.pk])

    def normalize(self):
        self.name_key = fold(self.name)[:200]

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES

    @verb(_("Change stage"), when=STILL_OPEN, who=editors_of, icon="arrow-right")
    def move(self, *, by, to: str):
        """To another open stage, onward or back; its probability follows."""
        if to not in OPEN_STAGES:
            raise Invalid(_t("Choose one of the open stages."), field="to")
        if to == self.stage:
            raise Refused(_t("The opportunity is in this stage already."))
        self._enter(to)

    @verb(_("Close as won"), when=STILL_OPEN, who=editors_of, icon="trophy")
    def win(self, *, by):
        self._close(Stage.CLOSED_WON)

    @verb(_("Close as lost"), when=STILL_OPEN, who=editors_of, icon="mood-sad", danger=True)
    def lose(self, *, by, reason: LossReason):
        """Lost, for a reason."""
        if reason is None:
            raise Invalid(_t("Please choose a reason."), field="reason")
        self.loss_reason = reason
        self._close(Stage.CLOSED_LOST)

    @verb(_("Reopen"), when=CLOSED, who=editors_of, icon="rotate-clockwise")
    def reopen(self, *, by):
        """Back to the stage before it was closed."""
        self._enter(self.stage_before or Stage.NEGOTIATION)
        self.closed_at, self.loss_reason, self.stage_before = None, None, ""

    def _close(self, stage):
        self.stage_before, self.closed_at = self.stage, moment(self)
        self._enter(stage)

    def _enter(self, stage):
        self.stage, self.probability = stage, PROBABILITY[stage]
