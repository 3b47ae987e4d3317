"""The Public Pool and the return reasons every installation starts with (PRODUCT 5, 14)."""

from django.contrib.auth.models import Group

from hotcrm.people.roles import Role

from .models import Pool, PoolMember, ReturnReason

RETURN_REASONS = [
    ("unreachable", "Unreachable", "联系不上"),
    ("out_of_area", "Out of my area", "不在负责区域"),
    ("no_intent", "No intent now", "暂无意向"),
    ("wrong_person", "Wrong person", "联系人不对"),
    ("competitor", "Competitor", "竞争对手"),
    ("no_capacity", "No capacity", "没有精力"),
    ("other", "Other", "其他"),
]


def seed_all():
    ReturnReason.seed(RETURN_REASONS)
    if not Pool.objects.filter(is_default=True).exists():
        pool = Pool.objects.create(name="Public Pool 公海池", slug="public", is_default=True)
        reps, _ = Group.objects.get_or_create(name=Role.SALES_REP)
        PoolMember.objects.create(pool=pool, group=reps)
