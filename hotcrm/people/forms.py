from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import ApiToken, User


@cache
def time_zones() -> list[tuple[str, str]]:
    """The zones people know by a town; the old abbreviations among them only confuse."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class ProfileForm(forms.ModelForm):
    """What a person says about themselves; role, manager and department are for administrators to say."""

    class Meta:
        model = User
        fields = (
            "first_name",
            "last_name",
            "email",
            "language",
            "time_zone",
            "theme",
            "absent_from",
            "absent_until",
        )
        widgets = {
            "absent_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "absent_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "absent_until": _(
                "While you are away no lead is assigned to you automatically. Empty: until further notice."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = time_zones()
        if self.instance.time_zone not in dict(zones):  # an old name that was set elsewhere stays choosable
            zones = [(self.instance.time_zone, self.instance.time_zone), *zones]
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zones)

    def clean(self):
        cleaned = super().clean()
        begin, end = cleaned.get("absent_from"), cleaned.get("absent_until")
        if end and not begin:
            self.add_error("absent_from", _("When does it begin?"))
        if begin and end and end < begin:
            self.add_error("absent_until", _("An absence cannot end before it begins."))
        return cleaned

    def save(self, commit=True):
        """Nothing but these fields: an administrator may be changing the others just now."""
        self.instance.save(update_fields=self._meta.fields)
        return self.instance


class TokenForm(forms.ModelForm):
    """What a person says of a new token: what it is for, and until when it works."""

    class Meta:
        model = ApiToken
        fields = ("name", "expires_on")
        widgets = {"expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "name": _("What it is for: the program or the machine that uses it."),
            "expires_on": _("Empty: it works until you revoke it."),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_expires_on(self):
        day = self.cleaned_data["expires_on"]
        if day and day < self.user.today():
            raise forms.ValidationError(_("This day is over."))
        return day
