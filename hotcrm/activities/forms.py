"""What is asked when something was done, or is to be done, about a record of whatever kind."""

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.fields import DayField, MomentField
from hotcrm.people.models import User

from .models import ActivityKind, ActivityResult, Priority


class ActivityForm(forms.Form):
    """What happened. `prepare` is called once the form knows its person and its records."""

    kind = forms.ModelChoiceField(ActivityKind.objects.none(), label=_("Kind"), empty_label=None)
    body = forms.CharField(label=_("What happened"), max_length=20_000, required=False, widget=forms.Textarea)
    result = forms.ModelChoiceField(
        ActivityResult.objects.none(), label=_("Result"), required=False, empty_label=_("Result …")
    )
    at = MomentField(label=_("When"), required=False)

    def prepare(self):
        self.fields["kind"].queryset = ActivityKind.objects.offered()
        self.fields["result"].queryset = ActivityResult.objects.offered()

    @cached_property
    def results(self) -> list[ActivityResult]:
        return list(self.fields["result"].queryset)

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and at > timezone.now():
            raise forms.ValidationError(_t("What is still to come is a task or a follow-up, not an activity."))
        return at

    def clean(self):
        super().clean()
        if not self.errors and not self.cleaned_data.get("body") and not self.cleaned_data.get("result"):
            raise forms.ValidationError({"body": _t("Write a word about it, or choose a result.")})


class PlannedTaskForm(forms.Form):
    """What is to be done, by whom; `onlookers()` says who is sure to see the records."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = DayField(label=_("Due on"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL)
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("For"), empty_label=None)

    def prepare(self):
        self.fields["assignee"].queryset = User.objects.filter(self.onlookers(), is_active=True)
        self.fields["assignee"].initial = self.user.pk

    def onlookers(self):
        raise NotImplementedError

    @cached_property
    def people(self) -> list[User]:
        return list(self.fields["assignee"].queryset)
