"""What is set of an experiment: how many are held out, and the variants. They clean; the campaign's edit verb acts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign

from .arms import HOLDOUT
from .variants import LARGEST_SHARE, LONGEST_NAME, MOST, clean_variants

LONGEST_CODE = 40
MOST_HELD_OUT = 90  # percent
ROWS = "variants"


class VariantForm(forms.Form):
    code = forms.CharField(required=False, max_length=LONGEST_CODE, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    share = forms.IntegerField(label=_("Share"), min_value=1, max_value=LARGEST_SHARE, initial=1)


class VariantRows(forms.BaseFormSet):
    def kept(self) -> list[dict]:
        """Those that are to be there. A code is given once and stays, whatever its variant is called later."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data["DELETE"]]
        taken = {HOLDOUT, *(row["code"] for row in rows)}
        for row in rows:
            row["code"] = row["code"] or _free_code(row["name"], taken)
            taken.add(row["code"])
        return [{name: row[name] for name in ("code", "name", "share")} for row in rows]


VARIANTS = forms.formset_factory(
    VariantForm, VariantRows, extra=2, max_num=MOST, validate_max=True, absolute_max=2 * MOST, can_delete=True
)


class ExperimentForm(forms.Form):
    """`changes` are what the verb takes, once it is valid."""

    holdout_percent = Campaign._meta.get_field("holdout_percent").formfield(max_value=MOST_HELD_OUT)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, data=None, *, campaign):
        stands = {"holdout_percent": campaign.holdout_percent, "version": campaign.version}
        super().__init__(data, initial=stands)
        self.rows: Any = VARIANTS(data, prefix=ROWS, initial=campaign.variants)

    def clean(self):
        super().clean()
        if self.rows.is_valid():
            self._variants = self._clean_variants()
        else:
            self.add_error(None, self.rows.non_form_errors())

    def is_valid(self):
        return super().is_valid() and self.rows.is_valid()

    @cached_property
    def changes(self) -> dict:
        return {"holdout_percent": self.cleaned_data["holdout_percent"], "variants": self._variants}

    def _clean_variants(self) -> list[dict]:
        try:
            return clean_variants(self.rows.kept())
        except ValidationError as error:
            self.add_error(None, error)
            return []


def _free_code(name: str, taken: set[str]) -> str:
    """Made of the name, where that has letters for it."""
    start = slugify(name)[: LONGEST_CODE - 3].strip("-_") or "variant"
    return next(code for number in range(1, 99) if (code := f"{start}-{number}" if number > 1 else start) not in taken)
