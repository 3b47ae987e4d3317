"""What must fit together about a person, asked where administrators keep them."""

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext as _t

from .roles import Role

OF_THE_HOUSE = ("manager", "department", "is_staff", "is_superuser")


class HouseOrPartner(forms.ModelForm):
    """Somebody works here or at a partner company: whoever is of a partner company has no place in the house."""

    def clean(self):
        cleaned = super().clean()
        roles = {group.name for group in cleaned.get("groups") or ()}.intersection(Role.values)
        if cleaned.get("partner_company"):
            self._check_partner(cleaned, roles)
        elif Role.PARTNER in roles:
            self.add_error("partner_company", _t("Whoever has the role Partner belongs to a partner company."))
        return cleaned

    def _check_partner(self, cleaned, roles):
        if roles != {Role.PARTNER}:
            self.add_error("groups", _t("People of a partner company have the role Partner and no other."))
        for name in OF_THE_HOUSE:
            if cleaned.get(name):
                self.add_error(name, _t("People of a partner company have no place in the house."))


class PersonForm(HouseOrPartner, UserChangeForm):
    pass


class NewPersonForm(HouseOrPartner, AdminUserCreationForm):
    pass
