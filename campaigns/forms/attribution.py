from datetime import date, datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.attribution import Model
from campaigns.gathering import By
from hotcrm.pages.keyset import MOST

YEARS = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class DayField(forms.DateField):
    def __init__(self, **kwargs):
        attrs = {"type": "date", "class": "form-control"}
        super().__init__(
            required=False, validators=YEARS, widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"), **kwargs
        )


class AttributionForm(forms.Form):
    """What an address of the page asks for; what cannot be is told at its field, and left out."""

    begin = DayField(label=_("Closed from"))
    end = DayField(label=_("Closed to"))
    by = forms.ChoiceField(choices=By.choices, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_valid()
        for name in self.errors:
            self.fields[name].widget.attrs["class"] = "form-control is-invalid"

    def clean(self):
        begin, end = self.cleaned_data.get("begin"), self.cleaned_data.get("end")
        if begin and end and end < begin:
            self.add_error("end", ValidationError(_t("This day is before the first one.")))

    @property
    def chosen(self) -> dict:
        """What `Gathered` takes beside the person."""
        begin, end = self.cleaned_data.get("begin"), self.cleaned_data.get("end")
        return {
            "by": self.cleaned_data.get("by") or By.CAMPAIGN,
            "since": begin and midnight(begin),
            "until": end and midnight(end + timedelta(days=1)),
        }

    @property
    def kept(self) -> dict[str, str]:
        """What the addresses that lead on from here keep."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


class BehindForm(AttributionForm):
    model = forms.ChoiceField(choices=Model.choices, widget=forms.HiddenInput)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    after = forms.IntegerField(min_value=1, max_value=MOST, required=False, widget=forms.HiddenInput)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
