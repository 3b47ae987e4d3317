"""The lists of a campaign on its page."""

from campaigns.models import Campaign, MarketingList, Use
from hotcrm.records.verbs import verbs_for

from .verbs import UseListForm


def panel(campaign: Campaign, user) -> dict:
    """What `campaigns/_lists.html` shows: the lists that this person sees."""
    seen = MarketingList.objects.visible_to(user)
    uses = list(campaign.lists.filter(list__in=seen).select_related("list").order_by("list__name", "pk"))
    may_choose = verbs_for([campaign], user, ["use_list"]).get(campaign.pk, {}).get("use_list", True) is None
    return {
        "campaign": campaign,
        "list_uses": [(use.label, [one for one in uses if one.use == use]) for use in Use],
        "use_list_form": UseListForm(user=user, record=campaign) if may_choose else None,
        "may_enrol_targets": may_choose and campaign.is_open and any(one.use == Use.TARGET for one in uses),
    }
