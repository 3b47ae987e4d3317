from typing import NamedTuple

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Record
from hotcrm.texts import Text

from .buying import ALONE, ContactLevel, DecisionLevel, Procurement, Terms

LONG = 4000  # letters of a free text


class Score(models.IntegerChoices):
    """What one dimension of BANT is known to be. Four steps: people agree on these, and not on seven out of ten."""

    UNKNOWN = 0, _("Not known")
    WEAK = 1, _("Speaks against it")
    LIKELY = 2, _("Likely")
    CONFIRMED = 3, _("Confirmed")


class Dimension(NamedTuple):
    name: str
    label: Text
    score: int
    reason: str

    @property
    def word(self):
        return Score(self.score).label

    @property
    def letter(self) -> str:
        """Its letter in the field's own short word."""
        return self.name[0].upper()

    @property
    def most(self) -> int:
        return max(Score.values)


DIMENSIONS = (("budget", _("Budget")), ("authority", _("Authority")), ("need", _("Need")), ("timeline", _("Timeline")))


def bant_score(label) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, choices=Score.choices, default=Score.UNKNOWN)


def bant_reason(label) -> models.CharField:
    return models.CharField(label, max_length=200, blank=True)


class LeadQualification(models.Model):
    """What is known about the deal behind a lead. It has no verbs of its own: it changes with `lead.edit`.

    The exact budget is not here: it is the lead's `budget`, which score, import and conversion read.
    """

    lead = models.OneToOneField(
        "leads.Lead", models.CASCADE, primary_key=True, related_name="qualification", verbose_name=_("lead")
    )

    goal = models.TextField(_("goal"), max_length=LONG, blank=True)
    implementation_options = models.TextField(_("other options considered"), max_length=LONG, blank=True)
    selection_criteria = models.TextField(_("selection criteria"), max_length=LONG, blank=True)
    compliance = models.TextField(_("compliance with the criteria"), max_length=LONG, blank=True)
    competitors = models.TextField(_("competitors"), max_length=LONG, blank=True)
    inbound_channel = models.CharField(_("channel or search words they came by"), max_length=200, blank=True)

    budget_is_set = models.BooleanField(_("budget is set"), default=False)
    estimated_amount = models.DecimalField(
        _("estimated amount"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    procurement = models.ForeignKey(
        Procurement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("procurement procedure"),
        db_index=False,
    )
    decision_level = models.ForeignKey(
        DecisionLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision level"),
        db_index=False,
    )
    contact_level = models.ForeignKey(
        ContactLevel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person level"),
        db_index=False,
    )
    decision_maker = models.CharField(_("decision maker"), max_length=200, blank=True)
    influence = models.TextField(_("influence on the decision"), max_length=LONG, blank=True)

    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("terms"), db_index=False
    )
    estimated_closing_on = models.DateField(_("estimated closing date"), null=True, blank=True)
    terms_comment = models.TextField(_("terms (comments)"), max_length=LONG, blank=True)

    budget_score = bant_score(_("budget: score"))
    budget_reason = bant_reason(_("budget: why"))
    authority_score = bant_score(_("authority: score"))
    authority_reason = bant_reason(_("authority: why"))
    need_score = bant_score(_("need: score"))
    need_reason = bant_reason(_("need: why"))
    timeline_score = bant_score(_("timeline: score"))
    timeline_reason = bant_reason(_("timeline: why"))

    validate_constraints = Record.validate_constraints

    class Meta:
        verbose_name = _("lead qualification")
        verbose_name_plural = _("lead qualifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_level_id__isnull=True) | Q(contact_level_id=ALONE) | ~Q(decision_maker=""),
                name="qualification_decision_maker",
                violation_error_code="decision_maker",
                violation_error_message=_("Who decides? The contact person does not do it single-handedly."),
            ),
            models.CheckConstraint(
                condition=Q(estimated_amount__isnull=True) | Q(estimated_amount__gte=0),
                name="qualification_amount",
                violation_error_code="estimated_amount",
                violation_error_message=_("An amount cannot be negative."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}_score__lte": max(Score.values)}),
                    name=f"qualification_{name}_score",
                    violation_error_code=f"{name}_score",
                    violation_error_message=_("A score is between 0 and 3."),
                )
                for name, _label in DIMENSIONS
            ),
        ]

    def __str__(self):
        return str(self.lead)

    def get_absolute_url(self):
        return self.lead.get_absolute_url()

    def edit(self, *, by, changes, version=None):
        """The lead's own verb."""
        return self.lead.edit(by=by, changes=changes, version=version)

    @property
    def version(self) -> int:
        return self.lead.version

    @property
    def budget(self):
        """The exact budget: the lead's."""
        return self.lead.budget

    @budget.setter
    def budget(self, value):
        self.lead.budget = value

    @property
    def has_budget(self) -> bool:
        """Whether the customer's budget is set: they said so, or named the sum."""
        return self.budget_is_set or self.budget is not None

    @property
    def amount(self):
        """What the deal may be worth: the exact budget, else the estimate."""
        return self.estimated_amount if self.budget is None else self.budget

    @property
    def decides_alone(self) -> bool:
        return self.contact_level_id == ALONE

    @property
    def bant(self) -> list[Dimension]:
        return [
            Dimension(name, label, getattr(self, f"{name}_score"), getattr(self, f"{name}_reason"))
            for name, label in DIMENSIONS
        ]

    @property
    def total(self) -> int:
        """The four scores together, of at most 12."""
        return sum(dimension.score for dimension in self.bant)
