"""What a verb of members asks for. `form.kwargs` are what it takes beside `by`."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import MemberStatus


class MemberVerbForm(forms.Form):
    """A yes, and nothing more."""

    @property
    def kwargs(self) -> dict:
        return dict(self.cleaned_data)


class SetStatusForm(MemberVerbForm):
    to = forms.ChoiceField(label=_("Status"), choices=MemberStatus.choices)

    def clean_to(self):
        return MemberStatus(self.cleaned_data["to"])


FORMS: dict[str, type[MemberVerbForm]] = {"set_status": SetStatusForm}


def form_of(verb: str) -> type[MemberVerbForm]:
    return FORMS.get(verb, MemberVerbForm)
