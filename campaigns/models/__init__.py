from .campaign import Campaign, CampaignCost, CampaignType
from .marketing_list import CampaignList, ListEntry, ListKind, MarketingList, Use
from .member import Member
from .membership import LeadStage, MemberStatus, Reached
from .running import CampaignStatus

__all__ = [
    "Campaign",
    "CampaignCost",
    "CampaignList",
    "CampaignStatus",
    "CampaignType",
    "LeadStage",
    "ListEntry",
    "ListKind",
    "MarketingList",
    "Member",
    "MemberStatus",
    "Reached",
    "Use",
]
