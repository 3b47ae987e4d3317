from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import second_factor, signing_in
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


class WhoForm(forms.Form):
    """Asks somebody whether it is them: who is signed in, unless it is said who."""

    def __init__(self, *args, request, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user or request.user


class PasswordAgainForm(WhoForm):
    """Wrong tries count as they do at the sign-in page."""

    password_again = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def clean_password_again(self):
        name, password = self.user.get_username(), self.cleaned_data["password_again"]
        if authenticate(self.request, username=name, password=password):
            return ""
        raise forms.ValidationError(_("This is not your password."))


class CodeForm(WhoForm):
    """A code of the app, or one for recovery, of this person. It is used up when all else on the form is right."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )

    def clean(self):
        super().clean()
        if not self.errors:
            self.check_code(self.cleaned_data["code"])
        return self.cleaned_data

    def check_code(self, code):
        try:
            if second_factor.accept(self.user, code):
                return
        except second_factor.TooSoon as wait:
            self.add_error("code", TOO_SOON % {"seconds": wait.seconds})
        else:
            signing_in.note_wrong_code(self.request, self.user)
            self.add_error("code", _("This code is wrong, or was used already."))


class SetUpForm(forms.Form):
    """A code of the app that is being set up."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class TurnOffForm(CodeForm, PasswordAgainForm):
    field_order = ("password_again", "code")


class NewPasswordForm(SetPasswordForm):
    """Another than the one somebody else chose."""

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("Choose another password than the one you were given."))
        return password

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


TOO_SOON = ngettext_lazy(
    "After a wrong code you have to wait: try again in %(seconds)d second.",
    "After wrong codes you have to wait: try again in %(seconds)d seconds.",
    "seconds",
)
