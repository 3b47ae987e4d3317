"""Which campaign an address means, for those who see it."""

from django.shortcuts import get_object_or_404

from campaigns.models import Campaign


def campaign_seen_by(user, pk) -> Campaign:
    """Raises `Http404` for what they do not see."""
    return get_object_or_404(Campaign.objects.visible_to(user).select_related("type"), pk=pk)
