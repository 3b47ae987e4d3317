"""The kinds of activity and the results every installation starts with (PRODUCT 14)."""

from .models import ActivityKind, ActivityResult

KINDS = [
    ("call", "Call", "电话"),
    ("visit", "Visit", "拜访"),
    ("email", "E-mail", "邮件"),
    ("meeting", "Meeting", "会议"),
    ("wechat", "WeChat", "微信"),
    ("demo", "Demo", "演示"),
    ("note", "Note", "备注"),
]
RESULTS = [
    ("reached", "Reached", "已联系上"),
    ("no_answer", "No answer", "无人接听"),
    ("wrong_number", "Wrong number", "号码错误"),
    ("interested", "Interested", "有兴趣"),
    ("not_now", "Not now", "暂不需要"),
    ("not_interested", "Not interested", "无兴趣"),
    ("meeting_booked", "Meeting booked", "已约会议"),
]
FAILED = ("no_answer", "wrong_number")


def seed_all():
    ActivityKind.seed(KINDS, is_contact={"note": False})
    ActivityResult.seed(RESULTS, is_failure=dict.fromkeys(FAILED, True))
