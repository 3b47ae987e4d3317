from django.db import models
from django.utils.translation import gettext_lazy as _


class Operator(models.TextChoices):
    IS = "is", _("is")
    IS_NOT = "is_not", _("is not")
    ONE_OF = "one_of", _("is one of")
    CONTAINS = "contains", _("contains")
    STARTS_WITH = "starts", _("starts with")
    AT_LEAST = "at_least", _("is at least")
    AT_MOST = "at_most", _("is at most")
    EMPTY = "empty", _("is empty")
    FILLED = "filled", _("is filled")


class LeadCondition(models.Model):
    """One thing a rule asks of a lead. All conditions of a rule have to hold.

    `field` names a field of the lead; `value` is as a person types it: a code of a picklist, a number, a word, and
    several separated by commas for *is one of*. What both mean is known where leads are.
    """

    field = models.CharField(_("field"), max_length=40)
    operator = models.CharField(_("operator"), max_length=8, choices=Operator.choices, default=Operator.IS)
    value = models.CharField(_("value"), max_length=400, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.field} {self.get_operator_display()} {self.value}".strip()
