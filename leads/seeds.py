"""What every installation starts with: disqualification reasons (PRODUCT 14) and scoring weights (PRODUCT 7)."""

from .models import DisqualificationReason, ScoringWeights

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


def seed_all():
    DisqualificationReason.seed(DISQUALIFICATION_REASONS)
    if not ScoringWeights.objects.exists():
        ScoringWeights.objects.create()
