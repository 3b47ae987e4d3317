"""What the verbs of a team ask for: the fields that those of all domains share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hotcrm.people.models import User
from hotcrm.records.models import Access
from hotcrm.records.teamed import colleagues


class MemberForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label=_("Choose a person"))


class AccessForm(MemberForm):
    access = forms.ChoiceField(label=_("Access"), choices=Access.choices, initial=Access.READ)


class NewMemberForm(AccessForm):
    """Whoever is on the team already is offered too: the answer says so."""

    def prepare(self):
        self.fields["person"].queryset = colleagues()
