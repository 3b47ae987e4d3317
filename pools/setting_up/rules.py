"""Rules with conditions, as they are typed: a table of rules, each with a table of conditions of its own."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.conditions import check_condition, fields_to_ask
from pools.models import EntryCondition, EntryRule, Operator, Pool, RecycleCondition, RecycleRule

from .rows import Rows, Table, rows_of

DAYS = ("no_activity_days", "held_days", "not_converted_days")


def field_choices():
    """The fields of a lead, by their names as a person reads them."""
    return [("", "–"), *((name, capfirst(field.verbose_name)) for name, field in fields_to_ask().items())]


class ConditionForm(forms.ModelForm):
    """One condition; `by` is who types it: of campaigns one names those one sees."""

    field = forms.ChoiceField(label=_("Field"), choices=field_choices)
    operator = forms.ChoiceField(label=_("Operator"), choices=Operator.choices, initial=Operator.IS)

    class Meta:
        fields = ("field", "operator", "value")

    def __init__(self, *args, by=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self):
        """Labels of a picklist become their codes; what cannot be asked is refused at its field."""
        super().clean()
        cleaned = self.cleaned_data
        if {"field", "operator", "value"} <= cleaned.keys():
            condition = SimpleNamespace(**{name: cleaned[name] for name in ("field", "operator", "value")})
            check_condition(condition, by=self.by)
            cleaned["value"] = condition.value
        return cleaned


class ConditionRows(Rows):
    def __init__(self, *args, by=None, **kwargs):
        super().__init__(*args, form_kwargs={"by": by}, **kwargs)


class RuleForm(forms.ModelForm):
    """A rule; its `conditions` are a table that `RuleRows` gives it."""

    conditions: ConditionRows

    def has_changed(self):
        return super().has_changed() or (hasattr(self, "conditions") and self.conditions.has_changed())


class RuleTable(Table):
    """Rules that are valid, changed and saved together with their conditions, which are prefetched."""

    condition_rows: type[ConditionRows]
    needs_condition = False

    def __init__(self, *args, by=None, **kwargs):
        self.by = by
        super().__init__(*args, **kwargs)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        data, prefix = form.data if form.is_bound else None, f"{form.prefix}-conditions"
        form.conditions = self.condition_rows(data, instance=form.instance, prefix=prefix, by=self.by)
        if form.instance.pk:
            form.conditions._queryset = list(form.instance.conditions.all())

    @property
    def with_conditions(self):
        """This table, and those of the conditions of its rules."""
        return [self, *(form.conditions for form in self.kept)]

    def is_valid(self):
        return super().is_valid() and all(form.conditions.is_valid() for form in self.kept)

    def clean(self):
        super().clean()
        for form in self.kept if self.needs_condition else ():
            form.conditions.is_valid()
            if form.cleaned_data.get("is_active") and not form.conditions.kept:
                form.add_error(None, _t("Without a condition this rule takes nothing: add one, or switch it off."))

    def save_new(self, form, commit=True):
        return self._with_conditions(form, super().save_new(form, commit=commit))

    def save_existing(self, form, obj, commit=True):
        return self._with_conditions(form, super().save_existing(form, obj, commit=commit))

    def _with_conditions(self, form, rule):
        form.conditions.instance = rule
        form.conditions.save()
        return rule


class RecycleRuleForm(RuleForm):
    class Meta:
        model = RecycleRule
        fields = ("name", "position", "is_active", "match", *DAYS, "warn_days")

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        days = [cleaned[name] for name in DAYS if cleaned.get(name)]
        if cleaned.get("is_active") and not days and not self.errors:
            self.add_error(None, _t("Give a number of days: without one this rule takes nothing."))
        if days and cleaned.get("warn_days") and cleaned["warn_days"] >= min(days):
            said = _t("The warning comes before the lead is taken: fewer than %(days)s days.")
            self.add_error("warn_days", said % {"days": min(days)})
        return cleaned


class RecycleRuleRows(RuleTable, Rows):
    condition_rows = forms.inlineformset_factory(
        RecycleRule, RecycleCondition, form=ConditionForm, formset=ConditionRows, extra=1
    )


class EntryRuleForm(RuleForm):
    class Meta:
        model = EntryRule
        fields = ("name", "position", "pool", "is_active")

    def __init__(self, *args, pools, **kwargs):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pool"]
        field.choices = pools


class EntryRuleTable(RuleTable):
    needs_condition = True
    condition_rows = forms.inlineformset_factory(
        EntryRule, EntryCondition, form=ConditionForm, formset=ConditionRows, extra=1
    )

    def __init__(self, *args, **kwargs):
        """Those of pools that were disabled stay where they are."""
        pools = [("", "–"), *((pool.pk, str(pool)) for pool in Pool.objects.all())]
        super().__init__(*args, form_kwargs={"pools": pools}, **kwargs)


RECYCLE_RULES = rows_of(RecycleRule, RecycleRuleForm, RecycleRuleRows)
ENTRY_RULES = forms.modelformset_factory(
    EntryRule, form=EntryRuleForm, formset=EntryRuleTable, extra=1, can_delete=True
)
