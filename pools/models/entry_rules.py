from django.db import models
from django.utils.translation import gettext_lazy as _

from .conditions import LeadCondition


class EntryRule(models.Model):
    """Which pool a new lead without an owner enters: the first rule that fits; none, and it is the default pool."""

    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    pool = models.ForeignKey("pools.Pool", models.CASCADE, related_name="entry_rules", verbose_name=_("pool"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("entry rule")
        verbose_name_plural = _("entry rules")
        ordering = ("position", "pk")

    def __str__(self):
        return self.name


class EntryCondition(LeadCondition):
    rule = models.ForeignKey(EntryRule, models.CASCADE, related_name="conditions")

    class Meta(LeadCondition.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ("pk",)
