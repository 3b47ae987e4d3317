"""The rules of a pool that are single values, on its settings page and in the administration alike."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.people.forms import time_zones
from hotcrm.records.teamed import colleagues
from leads.maskable import MASKABLE
from leads.models import Lead
from pools.models import Pool, Routing
from pools.models.membership import members_of

RESERVED = ("entry-rules",)  # addresses of pages beside those of the pools
FOR_ADMINISTRATORS = ("name", "is_enabled", "administrators")
CLAIMING = (
    "claims_a_day",
    "most_held",
    "last_owner_waits_days",
    "fresh_for_days",
    "status_on_claim",
    "notify_on_claim",
)
ROUTING = ("routing", "default_assignee", "routing_bar", "status_on_assign")
TIMERS = ("first_contact_hours", "unassigned_hours", "no_follow_up_hours", "time_zone")


def fields_to_hide():
    return [(name, capfirst(Lead._meta.get_field(name).verbose_name)) for name in MASKABLE]


class PoolForm(forms.ModelForm):
    hidden_fields = forms.MultipleChoiceField(
        label=_("Hidden until claimed"),
        choices=fields_to_hide,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Members see these only of leads they have claimed; administrators of the pool see everything."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial=settings.TIME_ZONE)

    class Meta:
        model = Pool
        fields = (
            *FOR_ADMINISTRATORS,
            "type",
            *CLAIMING,
            *ROUTING,
            *TIMERS,
            "recycle_brake_percent",
            "hidden_fields",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones: list = time_zones()
        fields: Any = self.fields
        if self.instance.time_zone not in dict(zones):
            fields["time_zone"].choices = [(self.instance.time_zone, self.instance.time_zone), *zones]
        if "default_assignee" in fields:
            self._offer_assignees(fields["default_assignee"])
        if "administrators" in fields:
            fields["administrators"].queryset = colleagues()

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise forms.ValidationError(_t("This address is taken by a page of the product."))
        return slug

    def clean_is_enabled(self):
        """PRODUCT 5: the default pool is always open, and nobody waits in a pool that is closed."""
        is_enabled = self.cleaned_data["is_enabled"]
        if not is_enabled and self.instance.is_default:
            raise forms.ValidationError(_t("The default pool cannot be disabled."))
        if not is_enabled and self.instance.pk and self.instance.leads.unclaimed().exists():
            raise forms.ValidationError(
                _t("Unclaimed leads wait in this pool. Assign them or transfer them to another pool first.")
            )
        return is_enabled

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        named = cleaned.get("default_assignee") or "default_assignee" in self.errors
        if cleaned.get("routing") == Routing.DEFAULT_ASSIGNEE and not named:
            self.add_error("default_assignee", _t("Name the person every new lead goes to."))
        return cleaned

    def _offer_assignees(self, field):
        """The members as they stand; of a pool that is not there yet, whoever works here."""
        members = members_of(self.instance) if self.instance.pk else colleagues()
        field.queryset = members.order_by("first_name", "last_name", "username")


class SettingsForm(PoolForm):
    """Its own administrators set its rules; what it is called, whether it is open and who administers it is for CRM
    administrators to say."""

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        for name in () if by.is_crm_admin else FOR_ADMINISTRATORS:
            del self.fields[name]
