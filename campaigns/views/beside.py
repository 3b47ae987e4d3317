"""What stands beside a campaign: the campaigns below it, and the deals it won."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode

from campaigns.figures import Figures, figures_of, rolled_up
from campaigns.models import Campaign
from hotcrm.people.models import User
from hotcrm.sales.models import Opportunity, Stage

from .listing import CampaignList

MOST = 10  # deals
MOST_BELOW = 50


@dataclass
class Children:
    """The campaigns right below it that a person sees, each with its figures, and what all of them come to with it."""

    campaign: Campaign
    user: User

    @cached_property
    def rows(self) -> list[tuple[Campaign, Figures]]:
        seen = Campaign.objects.visible_to(self.user).filter(parent=self.campaign).order_by("starts_on", "pk")
        found = list(seen[:MOST_BELOW])
        figures = figures_of(found) if found else {}
        return [(child, figures[child.pk]) for child in found]

    @cached_property
    def together(self) -> Figures:
        return rolled_up(self.campaign, self.user)

    @property
    def add_url(self) -> str:
        may = CampaignList.may_create(self.user)
        return f"{reverse('campaign_create')}?parent={self.campaign.pk}" if may else ""


@dataclass
class Revenue:
    """The won deals that name it: the newest that a person sees, and what all of them came to."""

    campaign: Campaign
    user: User

    @cached_property
    def figures(self) -> Figures:
        return figures_of([self.campaign])[self.campaign.pk]

    @cached_property
    def rows(self) -> list[Opportunity]:
        won = Opportunity.objects.visible_to(self.user).filter(campaign=self.campaign, stage=Stage.CLOSED_WON)
        return list(won.select_related("account").order_by("-closed_at", "-pk")[:MOST])

    @property
    def list_url(self) -> str:
        return f"{reverse('opportunity_list')}?{urlencode({'view': 'won', 'campaign': self.campaign.code})}"
