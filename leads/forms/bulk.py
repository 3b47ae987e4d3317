"""What a verb asks for when it is meant for many leads, where that is not what it asks for one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .verbs import AddToTeamForm, VerbForm, form_of


class ConvertManyForm(VerbForm):
    """Account and contact of each follow from the lead and the policies; nobody is sent a mail for each."""

    with_opportunity = forms.BooleanField(
        label=_("Make an opportunity for each"),
        required=False,
        initial=True,
        help_text=_("Named by the account; its amount and its closing date follow from the lead."),
    )
    carry_activities = forms.BooleanField(
        label=_("Carry activities and open tasks over"), required=False, initial=True
    )

    @property
    def kwargs(self) -> dict:
        return {**super().kwargs, "confirm": False}


class AddToTeamsForm(AddToTeamForm):
    """Whoever is added is told of each, and sent no mail for each."""

    @property
    def kwargs(self) -> dict:
        return {**super().kwargs, "mail": False}


BULK_FORMS: dict[str, type[VerbForm]] = {"convert": ConvertManyForm, "add_to_team": AddToTeamsForm}


def bulk_form_of(verb: str) -> type[VerbForm]:
    return BULK_FORMS.get(verb) or form_of(verb)
