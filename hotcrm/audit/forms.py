"""The filters above the audit."""

import re
from functools import cache

from django import forms
from django.apps import apps
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User

from .kinds import KINDS, Area, Kind
from .reading import kinds

RECORD = re.compile(r"(?:([a-z]+)\s*[:\s#]\s*)?[A-Za-z]{0,2}[-–]?0*([1-9][0-9]{0,17})")
ALL_OF = "all-"
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def kind_choices():
    yield "", _("Everything")
    for area, found in KINDS.items():
        if len(found) > 1:
            all_of_it = (f"{ALL_OF}{area}", _("%(area)s: all") % {"area": area.label})
            yield area.label, [all_of_it, *((kind.value, kind.label) for kind in found)]
        else:
            yield found[0].value, found[0].label


class AuditFilter(forms.Form):
    """`cleaned_data` is what `readers.entries` takes; what cannot be is told at its field, and left out."""

    person = forms.ModelChoiceField(User.objects.order_by("username"), label=_("By"), required=False)
    what = forms.ChoiceField(label=_("What"), choices=kind_choices, required=False)
    record = forms.CharField(label=_("Record"), max_length=60, required=False)
    begin = forms.DateField(label=_("From"), widget=DAY, required=False)
    end = forms.DateField(label=_("To"), widget=DAY, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].empty_label = _("Everybody")
        self.fields["record"].widget.attrs["placeholder"] = _("lead:5, or a number")
        for name, field in self.fields.items():
            css = "form-select" if hasattr(field, "choices") else "form-control"
            is_wrong = self.is_bound and name in self.errors
            field.widget.attrs |= {"class": css + (" is-invalid" if is_wrong else ""), "aria-label": field.label}

    def clean_what(self):
        what = self.cleaned_data["what"]
        if what.startswith(ALL_OF):
            return {"area": Area(what.removeprefix(ALL_OF))}
        return {"area": Kind(what).area, "kind": Kind(what)} if what else None

    def clean_record(self):
        """(the models it may be of, its key)."""
        text = self.cleaned_data["record"].strip()
        if not text:
            return None
        match = RECORD.fullmatch(text)
        model = named(match[1]) if match and match[1] else None
        if match is None or (match[1] and model is None):
            raise forms.ValidationError(_t("Kind and key of a record, such as lead:5; or a number."))
        return ([model] if model else list(kinds().values())), int(match[2])

    @property
    def chosen(self) -> dict:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@cache
def named(word: str):
    """Whatever an entry can be about, by one word; the kinds of record come first."""
    if word in kinds():
        return kinds()[word]
    return next((model for model in apps.get_models() if model._meta.model_name == word), None)
