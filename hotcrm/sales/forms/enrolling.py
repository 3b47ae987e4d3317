from django import forms
from django.utils.translation import gettext_lazy as _

from hotcrm.sales.models import Contact, Opportunity

# What opportunities name, and what contacts stand on, lives above.
CAMPAIGNS = Opportunity._meta.get_field("campaign").related_model.objects
LISTS = Contact._meta.get_field("list_entries").related_model._meta.get_field("list").related_model.objects


class CampaignForm(forms.Form):
    """A campaign to add people to: one that is not over, of those that this person may edit."""

    campaign = forms.ModelChoiceField(
        CAMPAIGNS.none(),
        label=_("Campaign"),
        empty_label=_("Choose a campaign"),
        help_text=_(
            "Left out are those who are in already or converted, and those on a list that it leaves in peace; "
            "where it goes out by e-mail, also those who opted out or have no address."
        ),
    )

    def prepare(self):
        self.fields["campaign"].queryset = CAMPAIGNS.editable_by(self.user).open().order_by("name", "pk")


class ListForm(forms.Form):
    """A marketing list to put people on: one that is not a saved view, of those that this person may edit."""

    to = forms.ModelChoiceField(LISTS.none(), label=_("Marketing list"), empty_label=_("Choose a list"))

    def prepare(self):
        self.fields["to"].queryset = LISTS.editable_by(self.user).filter(view__isnull=True).order_by("name", "pk")
