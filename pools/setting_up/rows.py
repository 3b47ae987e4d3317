"""The tables of a pool's settings: a row for each member, each stretch of working hours, each holiday."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.fields import DayField
from hotcrm.people.models import Department
from hotcrm.people.rights_table import label_of
from hotcrm.records.teamed import colleagues
from pools.models import Holiday, Pool, PoolMember, WorkingHours


class Table(forms.BaseModelFormSet):
    """Rows that can be added and removed."""

    @property
    def title(self) -> str:
        return capfirst(self.model._meta.verbose_name_plural)

    @property
    def kept(self):
        """The forms whose rows will be there after saving."""
        return [form for form in self.forms if (form.instance.pk or form.has_changed()) and not self._goes(form)]

    def _goes(self, form) -> bool:
        return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


class Rows(Table, forms.BaseInlineFormSet):
    """The rows of one pool, or of one rule."""


class MemberForm(forms.ModelForm):
    """A member is added or removed, never turned into another."""

    class Meta:
        model = PoolMember
        fields = ("user", "department", "group")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.clear()
        else:
            fields: Any = self.fields
            fields["user"].queryset = colleagues()
            fields["department"].queryset = Department.objects.order_by("name")
            for field in fields.values():
                field.empty_label = "–"

    @property
    def kind(self):
        """Which of the three it is."""
        return next(name for name in ("user", "department", "group") if getattr(self.instance, f"{name}_id"))

    @property
    def name(self) -> str:
        return name_of(self.instance)


def name_of(member) -> str:
    """Of a role its word, not its code."""
    return str(label_of(member.group) if member.group_id else member)


class MemberRows(Rows):
    def clean(self):
        """The default assignee stays somebody who may have the pool's leads."""
        super().clean()
        assignee = self.instance.default_assignee
        if assignee and not self._has_place_for(assignee):
            raise forms.ValidationError(
                _t("%(person)s is the default assignee and would be no member. Choose another assignee first.")
                % {"person": assignee}
            )

    def validate_unique(self):
        """Each is there once. Those that are there have no fields, so Django cannot see it."""
        seen = set()
        for form in sorted(self.kept, key=lambda form: form.instance.pk is None):
            one = form.instance
            if (place := (one.user_id, one.department_id, one.group_id)) in seen:
                form.add_error(None, _t("%(member)s is a member already.") % {"member": name_of(one)})
            seen.add(place)

    def _has_place_for(self, person) -> bool:
        groups = set(person.groups.values_list("pk", flat=True))
        places = [form.cleaned_data | vars(form.instance) for form in self.kept if hasattr(form, "cleaned_data")]
        return self._administers(person) or any(
            place["user_id"] == person.pk
            or (place["department_id"] and place["department_id"] == person.department_id)
            or place["group_id"] in groups
            for place in places
        )

    def _administers(self, person) -> bool:
        if named := self.data.getlist("administrators") if hasattr(self.data, "getlist") else ():
            return str(person.pk) in named
        return bool(self.instance.pk) and self.instance.administrators.filter(pk=person.pk).exists()


class HoursForm(forms.ModelForm):
    class Meta:
        model = WorkingHours
        fields = ("weekday", "opens", "closes")
        widgets = {
            name: forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "form-control"})
            for name in ("opens", "closes")
        }

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("opens") and cleaned.get("closes") and cleaned["closes"] <= cleaned["opens"]:
            self.add_error("closes", _t("Working hours end after they begin."))
        return cleaned


class HoursRows(Rows):
    def clean(self):
        """Hours of one day do not overlap: nobody could say which of them count."""
        super().clean()
        typed = [form for form in self.kept if not form.errors]
        typed.sort(key=lambda form: (form.cleaned_data["weekday"], form.cleaned_data["opens"]))
        for before, after in pairwise(typed):
            same_day = before.cleaned_data["weekday"] == after.cleaned_data["weekday"]
            if same_day and after.cleaned_data["opens"] < before.cleaned_data["closes"]:
                after.add_error("opens", _t("Overlaps %(hours)s.") % {"hours": before.instance})


class HolidayForm(forms.ModelForm):
    on = DayField(label=_("Day"))

    class Meta:
        model = Holiday
        fields = ("on", "name")


def rows_of(model, form, formset, **options):
    return forms.inlineformset_factory(Pool, model, form=form, formset=formset, extra=1, can_delete=True, **options)


MEMBERS = rows_of(PoolMember, MemberForm, MemberRows)
HOURS = rows_of(WorkingHours, HoursForm, HoursRows)
HOLIDAYS = rows_of(Holiday, HolidayForm, Rows)
