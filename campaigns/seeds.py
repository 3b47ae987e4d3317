"""The campaign types every installation starts with (PRODUCT 14)."""

from .models import CampaignType

CAMPAIGN_TYPES = [
    ("email", "Email", "邮件"),
    ("social_media", "Social Media", "社交媒体"),
    ("webinar", "Webinar", "网络研讨会"),
    ("trade_show", "Trade Show", "贸易展"),
    ("content_marketing", "Content Marketing", "内容营销"),
    ("seo_sem", "SEO/SEM", "搜索引擎营销"),
    ("event", "Event", "活动"),
    ("partner_marketing", "Partner Marketing", "合作伙伴营销"),
    ("direct_mail", "Direct mail", "直邮"),
    ("conference", "Conference", "会议"),
    ("other", "Other", "其他"),
]


def seed_all():
    CampaignType.seed(CAMPAIGN_TYPES, by_mail={"email": True})
