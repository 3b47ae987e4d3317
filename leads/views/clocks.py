"""What the clocks of a lead say to people: one sentence for each, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from hotcrm.pages.templatetags.face import short_date, spoken

SOON = timedelta(hours=4)  # of working time
NEAR = timedelta(days=7)
LATE, NEXT, LATER = "late", "soon", ""


@dataclass(frozen=True)
class Clock:
    icon: str
    text: str
    urgency: str = LATER
    exact: str = ""
    may_be_held: bool = False


def clocks_of(lead) -> list[Clock]:
    """No query where the pool and the reclaim rule are in hand."""
    if lead.pool is None or not lead.is_open:
        return []
    found = [_timer(lead), _first_contact(lead), _reclaim(lead)]
    return sorted((clock for clock in found if clock), key=lambda clock: (LATE, NEXT, LATER).index(clock.urgency))


def _timer(lead) -> Clock | None:
    due = lead.overdue_at
    if due is None:
        return None
    if lead.is_overdue or due <= timezone.now():
        said = _t("no follow-up since its owner has it") if lead.owner_id else _t("nobody has it yet")
        return Clock(
            "alarm", _t("Overdue since %(when)s: %(why)s") % {"when": _when(due), "why": said}, LATE, _exact(due)
        )
    text = _t("Follow up by %(when)s (%(left)s)") if lead.owner_id else _t("Assign by %(when)s (%(left)s)")
    return Clock("clock", text % _by(lead, due), _urgency(lead, due), _exact(due))


def _first_contact(lead) -> Clock | None:
    if not lead.awaits_first_contact:
        return None
    due = lead.first_contact_due_at
    if lead.is_contact_late or due <= timezone.now():
        return Clock("phone-off", _t("First contact late since %(when)s") % {"when": _when(due)}, LATE, _exact(due))
    text = _t("First contact due by %(when)s (%(left)s)") % _by(lead, due)
    return Clock("phone", text, _urgency(lead, due), _exact(due))


def _reclaim(lead) -> Clock | None:
    if lead.reclaim_on is None:
        return None
    words = {"pool": lead.pool, "day": short_date(lead.reclaim_on), "rule": _rule(lead)}
    if lead.is_on_hold:
        words |= {"until": short_date(lead.held_until), "reason": lead.hold_reason}
        text = _t("On hold until %(until)s: %(reason)s. After that it goes back to %(pool)s (%(rule)s)")
        return Clock("lock", text % words, may_be_held=True)
    urgency = NEXT if lead.reclaim_on - lead.pool_today <= NEAR else LATER
    text = _t("Goes back to %(pool)s on %(day)s: %(rule)s") % words
    return Clock("recycle", text, urgency, formats.date_format(lead.reclaim_on, "DATE_FORMAT"), may_be_held=True)


def _rule(lead) -> str:
    rule = lead.reclaim_rule
    return f"{rule.name} – {rule.says}" if rule else _t("by a recycle rule")


def _by(lead, due) -> dict:
    return {"when": _when(due), "left": _left(lead, due)}


def _left(lead, due) -> str:
    """In the working time of its pool."""
    minutes = int(_working_time(lead, due).total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d working minute left", "%(n)d working minutes left", minutes) % {"n": minutes}
    return ngettext("%(n)d working hour left", "%(n)d working hours left", minutes // 60) % {"n": minutes // 60}


def _urgency(lead, due) -> str:
    return NEXT if _working_time(lead, due) <= SOON else LATER


def _working_time(lead, due) -> timedelta:
    return lead.pool.clocks.calendar.between(timezone.now(), due)


def _when(at: datetime) -> str:
    """The hour where it is today, else the day too, by the reader's clock."""
    local = timezone.localtime(at)
    hour = formats.time_format(local, "H:i")
    return hour if local.date() == timezone.localdate() else f"{short_date(local.date())}, {hour}"


def _exact(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} · {spoken(local)}"
