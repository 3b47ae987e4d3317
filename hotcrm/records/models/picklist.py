from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class PicklistQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(retired_at__isnull=True)


class Picklist(models.Model):
    """A list of values administrators keep: an immutable code, a label per language, retired rather than deleted."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    label = models.CharField(_("label"), max_length=80)
    label_zh = models.CharField(_("label in Chinese"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = PicklistQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self):
        return (self.label_zh if (get_language() or "").startswith("zh") else "") or self.label

    @classmethod
    def seed(cls, rows, **extra):
        """Add what is missing of (code, label, Chinese label); what stands there already is never overwritten.

        `extra` gives further fields as {code: value}.
        """
        cls.objects.bulk_create(
            (
                cls(
                    code=code,
                    label=label,
                    label_zh=label_zh,
                    position=10 * number,
                    **{name: values[code] for name, values in extra.items() if code in values},
                )
                for number, (code, label, label_zh) in enumerate(rows, 1)
            ),
            ignore_conflicts=True,
        )


class LeadSource(Picklist):
    class Meta(Picklist.Meta):
        verbose_name = _("lead source")
        verbose_name_plural = _("lead sources")


class Industry(Picklist):
    """`fit` is the share of the industry-match weight its leads get, in percent."""

    fit = models.PositiveSmallIntegerField(_("fit (percent of the weight)"), default=50)

    class Meta(Picklist.Meta):
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fit__lte=100),
                name="industry_fit_percent",
                violation_error_message=_("A share is at most 100 percent."),
            )
        ]
