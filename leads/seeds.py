"""What every installation starts with: picklists (PRODUCT 14) and scoring weights (PRODUCT 7)."""

from .models import ContactLevel, DecisionLevel, DisqualificationReason, Procurement, ScoringWeights, Terms

DISQUALIFICATION_REASONS = [
    ("not_a_fit", "Not a fit", "不匹配"),
    ("no_budget", "No budget", "没有预算"),
    ("no_timeline", "No timeline", "没有时间表"),
    ("wrong_person", "Wrong person", "联系人不对"),
    ("unreachable", "Unreachable", "联系不上"),
    ("duplicate", "Duplicate", "重复"),
    ("competitor", "Competitor", "竞争对手"),
    ("dropped", "Dropped", "放弃"),
    ("other", "Other", "其他"),
]
PROCUREMENTS = [
    ("direct_purchase", "Direct purchase", "直接采购"),
    ("quotations", "Request for quotations", "询价采购"),
    ("open_tender", "Open tender", "公开招标"),
    ("closed_tender", "Closed tender", "邀请招标"),
    ("framework", "Framework agreement", "框架协议"),
    ("auction", "Auction", "竞价"),
    ("unknown", "Unknown", "未知"),
]
DECISION_LEVELS = [
    ("one_person", "One person", "一人决定"),
    ("department_head", "Department head", "部门负责人"),
    ("board", "Board", "董事会"),
    ("committee", "Committee", "委员会"),
    ("group", "Group headquarters", "集团总部"),
    ("unknown", "Unknown", "未知"),
]
CONTACT_LEVELS = [
    ("single_handedly", "Decides single-handedly", "独立决策"),
    ("participates", "Takes part in the decision", "参与决策"),
    ("influences", "Influences the decision", "影响决策"),
    ("initiates", "Initiates the purchase", "发起采购"),
    ("no_part", "Has no part in it", "不参与决策"),
]
TERMS = [
    ("up_to_1_month", "Up to 1 month", "1 个月以内"),
    ("1_to_3_months", "1 to 3 months", "1–3 个月"),
    ("3_to_6_months", "3 to 6 months", "3–6 个月"),
    ("6_to_12_months", "6 to 12 months", "6–12 个月"),
    ("over_a_year", "More than a year", "一年以上"),
    ("undefined", "Undefined", "未定"),
]
DAYS = {"up_to_1_month": 30, "1_to_3_months": 90, "3_to_6_months": 180, "6_to_12_months": 365}


def seed_all():
    DisqualificationReason.seed(DISQUALIFICATION_REASONS)
    Procurement.seed(PROCUREMENTS)
    DecisionLevel.seed(DECISION_LEVELS)
    ContactLevel.seed(CONTACT_LEVELS)
    Terms.seed(TERMS, days=DAYS)
    if not ScoringWeights.objects.exists():
        ScoringWeights.objects.create()
