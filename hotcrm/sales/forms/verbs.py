"""What a verb asks for: one small form for each. `form.kwargs` are what the verb takes beside `by`."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.activities.forms import ActivityForm, CommentForm, PlannedTaskForm
from hotcrm.pages.team_forms import AccessForm, MemberForm, NewMemberForm
from hotcrm.people.models import Reporting, User
from hotcrm.records.models import TeamMember
from hotcrm.records.teamed import colleagues, people_on
from hotcrm.records.verbs import type_of
from hotcrm.sales.models import OPEN_STAGES, LossReason, Stage

from .enrolling import CampaignForm, ListForm


class VerbForm(forms.Form):
    """A verb that asks for nothing more than a yes. Without a record it is meant for many."""

    def __init__(self, *args, user, record=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.record = user, record
        self.prepare()

    def prepare(self):
        """Fit the fields to the person and to the record."""

    @property
    def kwargs(self) -> dict:
        return dict(self.cleaned_data)


class HandOverForm(VerbForm):
    to = forms.ModelChoiceField(User.objects.none(), label=_("New owner"), empty_label=_("Choose a person"))

    def prepare(self):
        people = colleagues()
        if self.record:
            people = people.exclude(pk=self.record.owner_id)
        self.fields["to"].queryset = people


class LogForm(ActivityForm, VerbForm):
    pass


class RemarkForm(CommentForm, VerbForm):
    pass


class AddToTeamForm(NewMemberForm, VerbForm):
    pass


class RemoveFromTeamForm(MemberForm, VerbForm):
    def prepare(self):
        self.fields["person"].queryset = people_on(type(self.record), [self.record.pk])


class ChangeAccessForm(AccessForm, RemoveFromTeamForm):
    pass


class TaskForm(PlannedTaskForm, VerbForm):
    def onlookers(self) -> Q:
        """I, the owner and those above, the team."""
        record = self.record
        team = TeamMember.objects.filter(type=type_of(record), object_id=record.pk)
        return (
            Q(pk__in=[pk for pk in (self.user.pk, record.owner_id) if pk])
            | Q(pk__in=Reporting.objects.filter(person=record.owner_id).values("boss"))
            | Q(pk__in=team.values("user"))
        )

    def clean_assignee(self):
        person = self.cleaned_data["assignee"]
        if not type(self.record).objects.visible_to(person).filter(pk=self.record.pk).exists():
            raise forms.ValidationError(_t("%(person)s cannot see this.") % {"person": person})
        return person


class MoveForm(VerbForm):
    to = forms.ChoiceField(label=_("Stage"), choices=[])

    def prepare(self):
        here = self.record and self.record.stage
        self.fields["to"].choices = [(s, Stage(s).label) for s in OPEN_STAGES if s != here]


class LoseForm(VerbForm):
    reason = forms.ModelChoiceField(LossReason.objects.none(), label=_("Reason"), empty_label=_("Choose a reason"))

    def prepare(self):
        self.fields["reason"].queryset = LossReason.objects.offered()


class EnrolForm(CampaignForm, VerbForm):
    pass


class AddToListForm(ListForm, VerbForm):
    pass


VERB_FORMS: dict[str, type[VerbForm]] = {
    "change_owner": HandOverForm,
    "log": LogForm,
    "comment": RemarkForm,
    "plan_task": TaskForm,
    "add_to_team": AddToTeamForm,
    "change_access": ChangeAccessForm,
    "remove_from_team": RemoveFromTeamForm,
    "move": MoveForm,
    "lose": LoseForm,
    "enrol": EnrolForm,
    "add_to_list": AddToListForm,
}


def form_of(verb: str) -> type[VerbForm]:
    return VERB_FORMS.get(verb, VerbForm)
