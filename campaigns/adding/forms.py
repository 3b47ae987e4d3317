from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, MarketingList
from campaigns.models.marketing_list import ListKind
from campaigns.models.running import OPEN


def campaigns_open_to(user):
    """The campaigns that somebody may add members to, the newest first."""
    return Campaign.objects.editable_by(user).filter(status__in=OPEN).order_by("-created_at", "-pk")


def lists_to_enrol(user):
    """The lists somebody sees that name people to reach."""
    return MarketingList.objects.visible_to(user).exclude(kind=ListKind.SUPPRESSION).order_by("name", "pk")


class CampaignForm(forms.Form):
    """Which campaign?"""

    campaign = forms.ModelChoiceField(None, label=_("Campaign"), empty_label=_("Choose a campaign"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns_open_to(user)

    @property
    def offers_any(self) -> bool:
        return self.fields["campaign"].queryset.exists()


class ListForm(forms.Form):
    """Which marketing list?"""

    list = forms.ModelChoiceField(None, label=_("Marketing list"), empty_label=_("Choose a list"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["list"].queryset = lists_to_enrol(user)
