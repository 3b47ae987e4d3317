from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hotcrm.records.models import Mail, NoticeSwitch
from hotcrm.records.notice_kinds import NoticeKind
from hotcrm.records.telling import Switches

CHOICE = forms.Select(attrs={"class": "form-select"})


class SettingsForm(forms.Form):
    """Two fields for each kind: in the product or not, and how by e-mail."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.switches = user, Switches.of([user.pk], NoticeKind.values)
        for kind in NoticeKind:
            shown, mail = self.switches.for_person(user.pk, kind)
            self.fields[f"{kind}-shown"] = forms.BooleanField(label=_("In the product"), initial=shown, required=False)
            self.fields[f"{kind}-mail"] = forms.ChoiceField(
                label=_("By e-mail"), initial=mail, choices=Mail.choices, widget=CHOICE
            )

    def groups(self):
        """(name, [(kind, field, field)]) in the order of the kinds."""
        found = {}
        for kind in NoticeKind:
            row = (kind, self[f"{kind}-shown"], self[f"{kind}-mail"])
            found.setdefault(kind.spec.group, []).append(row)
        return found.items()

    def save(self):
        """Write down what this person chose otherwise; who keeps to what the house says goes on following it."""
        with transaction.atomic():
            for kind in NoticeKind:
                chosen = (self.cleaned_data[f"{kind}-shown"], self.cleaned_data[f"{kind}-mail"])
                mine = NoticeSwitch.objects.filter(person=self.user, kind=kind)
                if chosen == self.switches.for_person(None, kind):
                    mine.delete()
                elif chosen != self.switches.for_person(self.user.pk, kind):
                    NoticeSwitch.objects.update_or_create(
                        person=self.user, kind=kind, defaults={"in_product": chosen[0], "mail": chosen[1]}
                    )
