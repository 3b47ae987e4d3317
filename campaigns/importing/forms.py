from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.importing import ColumnsForm

from .columns import PERSON


class MemberColumnsForm(ColumnsForm):
    """What each column is, and what becomes of those who are members already."""

    update = forms.BooleanField(
        label=_("Update those who are members already"),
        required=False,
        initial=True,
        help_text=_("Their status, group, value and first response are taken over. Else their rows are rejected."),
    )

    def clean(self):
        if not set(self.mapping) & set(PERSON):
            raise forms.ValidationError(
                _t("Choose at least one column that says who it is: a number, an external id or an e-mail address.")
            )

    @property
    def choices(self) -> dict:
        """The options as the run keeps them."""
        data = self.cleaned_data
        return {"update": bool(data.get("update")), "day_order": data.get("day_order") or ""}
