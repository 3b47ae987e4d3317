"""What the verbs of a list ask for."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator, validate_email
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from campaigns.models import MarketingList, Use
from hotcrm.pages.fields import ManyField
from hotcrm.sales.forms.verbs import HandOverForm, VerbForm

from .entries import entries_seen_by

MOST_LINES = 5_000
BETWEEN = re.compile(r"[\s,;，；]+")
validate_domain = DomainNameValidator(accept_idna=True)


class SuppressForm(VerbForm):
    """Addresses and domains as people paste them. One that is wrong is told with its line, and all stays as typed."""

    typed = forms.CharField(
        label=_("Addresses and domains"),
        widget=forms.Textarea(attrs={"rows": 10, "placeholder": "someone@example.com\nexample.org"}),
        max_length=400_000,
        help_text=_("One on a line, or with commas between. A domain stands for every address of it."),
    )

    def clean_typed(self):
        self.addresses, self.domains, problems = [], [], []
        lines = self.cleaned_data["typed"].splitlines()
        for number, line in enumerate(lines, 1):
            for word in filter(None, BETWEEN.split(line)):
                try:
                    self._take(word.strip("<>").lower())
                except ValidationError:
                    said = _t("Line %(number)d: “%(word)s” is neither an address nor a domain.")
                    problems.append(said % {"number": number, "word": word[:80]})
        if len(self.addresses) + len(self.domains) > MOST_LINES:
            problems.append(_t("More than %(most)d at once. Add them in parts.") % {"most": MOST_LINES})
        if problems:
            raise ValidationError(problems[:20])
        return self.cleaned_data["typed"]

    @property
    def kwargs(self):
        return {"addresses": self.addresses, "domains": self.domains}

    def _take(self, word):
        name, at, domain = word.rpartition("@")
        if at and name not in ("", "*"):
            validate_email(word)
            self.addresses.append(word)
        else:
            domain = domain.removeprefix("*.").strip(".")
            validate_domain(domain)
            if "." not in domain:
                raise ValidationError("")
            self.domains.append(domain)


class TakeOffForm(VerbForm):
    entries = ManyField(None, label=_("Entries"))

    def prepare(self):
        field: Any = self.fields["entries"]
        field.queryset = entries_seen_by(self.user).filter(list=self.record)

    @property
    def kwargs(self):
        return {"entries": [entry.pk for entry in self.cleaned_data["entries"]]}


class UseListForm(VerbForm):
    """Of a campaign: a list that this person sees."""

    list = forms.ModelChoiceField(
        MarketingList.objects.none(), label=_("Marketing list"), empty_label=_("Choose a list")
    )
    use = forms.ChoiceField(label=_("Use"), choices=Use.choices, initial=Use.TARGET)

    def prepare(self):
        field: Any = self.fields["list"]
        field.queryset = MarketingList.objects.visible_to(self.user).order_by("name", "pk")


class DropListForm(VerbForm):
    list = forms.ModelChoiceField(MarketingList.objects.none(), label=_("Marketing list"), widget=forms.HiddenInput)

    def prepare(self):
        field: Any = self.fields["list"]
        field.queryset = MarketingList.objects.visible_to(self.user)


LIST_FORMS: dict[str, type[VerbForm]] = {
    "change_owner": HandOverForm,
    "suppress": SuppressForm,
    "take_off": TakeOffForm,
}
