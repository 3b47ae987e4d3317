"""What is asked when something was done, or is to be done, about a record of whatever kind."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.fields import DayField, MomentField
from hotcrm.people.models import User

from .models import ActivityKind, ActivityResult, Priority
from .models.comment import LONGEST

AT_ONCE = 20


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


class CommentForm(forms.Form):
    """Something said about a record; @name tells a colleague."""

    body = forms.CharField(label=_("Comment"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


class SeveralFilesField(forms.FileField):
    """One or more files; the first that cannot be taken says why, by its name."""

    widget = type("SeveralFiles", (forms.ClearableFileInput,), {"allow_multiple_selected": True})

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(_t("Choose a file."), code="required")
        if len(files) > AT_ONCE:
            raise forms.ValidationError(_t("At most %(count)d files at once.") % {"count": AT_ONCE})
        limit = settings.FILE_LIMIT_MB * 1024 * 1024
        for file in files:
            words = {"file": file.name, "limit": filesizeformat(limit)}
            if file.size > limit:
                raise forms.ValidationError(_t("“%(file)s” is larger than %(limit)s.") % words, code="too_large")
            if not file.size:
                raise forms.ValidationError(_t("“%(file)s” is empty.") % words)
        return files


class UploadForm(forms.Form):
    files = SeveralFilesField(label=_("Files"))


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
