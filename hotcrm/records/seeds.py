"""The picklists every installation starts with (PRODUCT 14)."""

from .models import Industry, LeadSource

LEAD_SOURCES = [
    ("website", "Website", "官网"),
    ("trade_show", "Trade Show", "贸易展"),
    ("exhibition", "Exhibition", "展会"),
    ("event", "Event", "活动"),
    ("webinar", "Webinar", "网络研讨会"),
    ("social_media", "Social Media", "社交媒体"),
    ("referral", "Referral", "转介绍"),
    ("email_campaign", "Email Campaign", "邮件营销"),
    ("cold_call", "Cold Call", "陌生拜访电话"),
    ("partner", "Partner", "合作伙伴"),
    ("advertisement", "Advertisement", "广告"),
    ("purchased_list", "Purchased List", "购买名单"),
    ("self_generation", "Self-generation", "自主开发"),
    ("email", "Email", "邮件"),
    ("call", "Call", "来电"),
    ("chat", "Chat", "在线聊天"),
    ("vendor", "Vendor", "供应商"),
    ("website_form", "Website form", "官网表单"),
    ("import", "Import", "导入"),
    ("api", "API", "接口"),
    ("card_scan", "Card scan", "名片扫描"),
    ("other", "Other", "其他"),
]
INDUSTRIES = [
    ("technology", "Technology", "科技"),
    ("software", "Software/SaaS", "软件/SaaS"),
    ("finance", "Finance", "金融"),
    ("healthcare", "Healthcare", "医疗健康"),
    ("retail", "Retail", "零售"),
    ("manufacturing", "Manufacturing", "制造业"),
    ("education", "Education", "教育"),
    ("real_estate", "Real Estate", "房地产"),
    ("media", "Media", "传媒"),
    ("logistics", "Logistics", "物流"),
    ("hospitality", "Hospitality", "酒店餐饮"),
    ("energy", "Energy", "能源"),
    ("government", "Government", "政府"),
    ("non_profit", "Non-profit", "非营利组织"),
    ("consulting", "Consulting", "咨询"),
    ("other", "Other", "其他"),
]
FITTING = ("technology", "finance", "healthcare")


def seed_all():
    LeadSource.seed(LEAD_SOURCES)
    fit = dict.fromkeys(FITTING, 100) | {"other": 0}
    Industry.seed(INDUSTRIES, fit=fit)
