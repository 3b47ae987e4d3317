from datetime import date, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .claim_rules import AT_LEAST_ONE
from .conditions import LeadCondition


class Brake(models.Model):
    """What keeps a rule that was set wrongly from emptying everybody's desk over night."""

    recycle_brake_percent = models.PositiveSmallIntegerField(
        _("brake, percent"),
        null=True,
        blank=True,
        default=20,
        validators=[*AT_LEAST_ONE, MaxValueValidator(100)],
        help_text=_(
            "A run that would take more than this share of the pool's owned leads takes none; empty: no brake."
        ),
    )

    class Meta:
        abstract = True


class Match(models.TextChoices):
    ANY = "any", _("any of them")
    ALL = "all", _("all of them")


SAID = {
    "no_activity_days": ngettext_lazy("%(days)d day without activity", "%(days)d days without activity", "days"),
    "held_days": ngettext_lazy("held for %(days)d day", "held for %(days)d days", "days"),
    "not_converted_days": ngettext_lazy("not converted for %(days)d day", "not converted for %(days)d days", "days"),
}


class RecycleRule(models.Model):
    """When a pool takes an open lead back from its owner. A rule without a number of days matches nothing."""

    pool = models.ForeignKey("pools.Pool", models.CASCADE, related_name="recycle_rules")
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    is_active = models.BooleanField(_("active"), default=True)
    match = models.CharField(_("takes leads that fulfil"), max_length=3, choices=Match.choices, default=Match.ANY)
    no_activity_days = models.PositiveSmallIntegerField(
        _("days without activity"), null=True, blank=True, validators=AT_LEAST_ONE
    )
    held_days = models.PositiveSmallIntegerField(_("days held"), null=True, blank=True, validators=AT_LEAST_ONE)
    not_converted_days = models.PositiveSmallIntegerField(
        _("days not converted"), null=True, blank=True, validators=AT_LEAST_ONE
    )
    warn_days = models.PositiveSmallIntegerField(
        _("days of warning"),
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text=_("The owner is told so many days before the lead is taken back; empty: no warning."),
    )

    class Meta:
        verbose_name = _("recycle rule")
        verbose_name_plural = _("recycle rules")
        ordering = ("position", "pk")

    def __str__(self):
        return self.name

    @property
    def says(self) -> str:
        """Its days in words."""
        said = [text % {"days": days} for name, text in SAID.items() if (days := getattr(self, name))]
        return (_t(" and ") if self.match == Match.ALL else _t(" or ")).join(said)

    def falls_due(self, *, held_since: date, quiet_since: date) -> date | None:
        """The day on which it takes a lead that its owner has since one day, and that nobody touched since another.

        Days are those of the calendar. An owner who has not converted a lead has held it, so both count alike, from
        when it became theirs: an old lead that was claimed today is nobody's fault.
        """
        counted = (
            (quiet_since, self.no_activity_days),
            (held_since, self.held_days),
            (held_since, self.not_converted_days),
        )
        days = [since + timedelta(days=number) for since, number in counted if number]
        if not days:
            return None
        return max(days) if self.match == Match.ALL else min(days)


class RecycleCondition(LeadCondition):
    """A rule may be for some leads of its pool only."""

    rule = models.ForeignKey(RecycleRule, models.CASCADE, related_name="conditions")

    class Meta(LeadCondition.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ("pk",)
