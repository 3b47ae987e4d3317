"""Which campaign an address means, for those who see it."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404

from campaigns.models import Campaign
from hotcrm.pages.actions import refused
from hotcrm.records.refusals import Refused


def campaign_seen_by(user, pk) -> Campaign:
    """Raises `Http404` for what they do not see."""
    return get_object_or_404(Campaign.objects.visible_to(user).select_related("type"), pk=pk)


class OpenToEditors(LoginRequiredMixin):
    """A page of the `campaign` of its address, for those who may add members to it."""

    campaign: Campaign

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.campaign = campaign_seen_by(request.user, kwargs["campaign"])
        if refusal := self.refusal():
            return refused(request, refusal, self.campaign.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def refusal(self) -> Refused | None:
        return self.campaign.closed_to(self.request.user)
