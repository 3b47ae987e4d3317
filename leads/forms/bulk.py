"""What a verb asks for when it is meant for many leads, where that is not what it asks for one."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hotcrm.pages.fields import ManyField
from leads.models import Lead
from leads.models.capacity import Rooms
from pools.models import Pool

from .verbs import AddToTeamForm, HandOverForm, VerbForm, form_of


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


class PeopleField(ManyField):
    """People to tick, each with what they hold and the room that is left."""

    rooms: Rooms | None = None
    pool: Pool | None = None

    def label_from_instance(self, person):
        if self.rooms is None:
            return str(person)
        held, left = self.rooms.held_by(person), self.rooms.left(person, self.pool)
        words = [str(person), ngettext("%(count)d open lead", "%(count)d open leads", held) % {"count": held}]
        if left is not None:
            words.append(_t("room for %(count)d more") % {"count": left} if left else _t("no room left"))
        return " · ".join(words)


class AssignManyForm(HandOverForm):
    """To one, or evenly among several: who was given least is next, and who has no room is passed over."""

    to = PeopleField(
        None,
        label=_("Assign to"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several get the leads by turns; whoever has no room left is passed over."),
    )

    def prepare(self):
        super().prepare()
        field = self.fields["to"]
        pools = list(Pool.objects.filter(pk__in=[pk for pk in self._values("pool_id") if pk]))
        field.pool = pools[0] if len(pools) == 1 else None
        field.rooms = Rooms(Lead.objects.all(), field.queryset, pools, always=True)

    @property
    def kwargs(self) -> dict:
        people = list(self.cleaned_data["to"])
        return {"to": people[0] if len(people) == 1 else people}


BULK_FORMS: dict[str, type[VerbForm]] = {"convert": ConvertManyForm, "add_to_team": AddToTeamsForm}


def page_form_of(verb: str) -> type[VerbForm]:
    """What a page asks for, which shows more than a program needs."""
    return AssignManyForm if verb == "assign" else bulk_form_of(verb)


def bulk_form_of(verb: str) -> type[VerbForm]:
    return BULK_FORMS.get(verb) or form_of(verb)
