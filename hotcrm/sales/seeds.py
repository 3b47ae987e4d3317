"""The loss reasons every installation starts with."""

from .models import LossReason

LOSS_REASONS = [
    ("price", "Price", "价格"),
    ("competitor", "Competitor", "竞争对手"),
    ("no_budget", "No budget", "没有预算"),
    ("no_decision", "No decision", "未做决定"),
    ("timing", "Timing", "时机不对"),
    ("features", "Missing features", "功能不足"),
    ("other", "Other", "其他"),
]


def seed_all():
    LossReason.seed(LOSS_REASONS)
