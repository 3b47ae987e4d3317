"""The small signs every page is made of: icons, avatars, pills, scores, times, links."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile
from zlib import crc32

from django import template
from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

# The product's words for what Tabler calls otherwise. Any Tabler name works too; "filled/…" picks the filled set.
ICONS = {
    "lead": "user-search",
    "pool": "ripple",
    "campaign": "speakerphone",
    "account": "building",
    "contact": "address-book",
    "opportunity": "target-arrow",
    "agreement": "heart-handshake",
    "report": "chart-bar",
    "task": "square-check",
    "home": "home",
    "queue": "player-play",
    "import": "file-import",
    "export": "download",
    "duplicate": "copy",
    "merge": "git-merge",
    "assistant": "sparkles",
    "team": "users",
    "hot": "flame",
    # activities
    "call": "phone",
    "visit": "map-pin",
    "email": "mail",
    "meeting": "calendar-event",
    "wechat": "brand-wechat",
    "demo": "presentation",
    "note": "note",
    # verbs
    "claim": "hand-grab",
    "assign": "user-plus",
    "change_owner": "user-share",
    "return_to_pool": "arrow-back-up",
    "reclaim": "rotate-clockwise",
    "transfer": "arrows-exchange",
    "qualify": "circle-check",
    "disqualify": "circle-x",
    "reopen": "rotate",
    "convert": "circle-arrow-right",
    "discard": "trash",
    "restore": "restore",
    "edit": "pencil",
    "comment": "message",
    # messages
    "success": "circle-check",
    "info": "info-circle",
    "warning": "alert-triangle",
    "error": "alert-circle",
    "debug": "bug",
}
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥", "RUB": "₽", "INR": "₹", "KRW": "₩"}
CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@register.simple_tag
def icon(name) -> SafeString:
    """An inline drawing that says nothing to a screen reader: put the word beside it."""
    return drawing(ICONS.get(str(name), str(name)))


@register.simple_tag
def kept_back() -> SafeString:
    """What stands in the place of a value that this reader may not read yet."""
    words = _("Hidden until claimed")
    mark = '<span class="kept-back" title="{0}">{1}<span class="visually-hidden">{0}</span></span>'
    return format_html(mark, words, icon("lock"))


@lru_cache(maxsize=512)
def drawing(name: str) -> SafeString:
    folder, _slash, file = name.rpartition("/")
    try:
        svg = drawings().read(f"{folder or 'outline'}/{file}.svg").decode()
    except KeyError:
        if settings.TESTING:
            raise LookupError(f"There is no drawing called {name!r}.") from None
        return SafeString("")
    # A list of fifty rows holds hundreds of these: what the stylesheet can say of them all is not said by each.
    shape = re.sub(r"\s*\n\s*", "", svg.partition(">")[2])
    kind = "icon filled" if folder == "filled" else "icon"
    return mark_safe(f'<svg class="{kind}" viewBox="0 0 24 24" aria-hidden="true">{shape}')  # noqa: S308 - Tabler's own


@lru_cache(maxsize=1)
def drawings() -> ZipFile:
    """Tabler's six thousand files, listed once: its own loader lists them anew for every icon, 27 ms each.

    Held in memory, so that worker processes forked later do not share a place in one open file.
    """
    return ZipFile(BytesIO((files("tablericons") / "tablericons.zip").read_bytes()))


@register.simple_tag
def avatar(person, size: str = "") -> SafeString:
    """A circle with initials; the colour follows from the name. Takes a user or a plain name."""
    name = person_name(person)
    return format_html(
        '<span class="avatar hue-{} {}" title="{}" aria-hidden="true">{}</span>',
        crc32(name.encode()) % 8, size, name, initials(name),
    )  # fmt: skip


@register.simple_tag
def person(person, nobody="") -> SafeString:
    """Avatar and name, or `nobody` (default a dash) where there is none."""
    if not person:
        return format_html('<span class="empty-cell faint">{}</span>', nobody or "–")
    name = person_name(person)
    return format_html('<span class="person">{}<span class="truncate">{}</span></span>', avatar(person, "small"), name)


def person_name(person) -> str:
    full_name = getattr(person, "get_full_name", None)
    return (full_name() if full_name else "") or str(person or "") or "?"


def initials(name: str) -> str:
    words = name.split()
    if not words:
        return "?"
    if CJK.search(name):
        return "".join(words)[-2:]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def pill(status, label="") -> SafeString:
    """A status in its one colour: `{% pill lead.status lead.get_status_display %}`."""
    return format_html('<span class="pill status-{}">{}</span>', status, label or getattr(status, "label", status))


@register.simple_tag
def score_bar(value, size: str = "") -> SafeString:
    """A score of 0–100 as number and bar; nothing is a dash."""
    if value is None or value == "":
        return mark_safe('<span class="empty-cell faint">–</span>')
    points = round(float(value))
    band = "high" if points > 70 else "mid" if points >= 40 else "low"
    bar = progress(points, kind="")
    return format_html('<span class="score score-{} {}"><b>{}</b>{}</span>', band, size, points, bar)


@register.simple_tag
def progress(value, maximum=100, label="", kind: str = "wide") -> SafeString:
    """A share as a bar. Without a `label` it is hidden from screen readers: the figure stands beside it."""
    name = format_html('aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<progress class="bar {}" max="{}" value="{}" {}></progress>', kind, maximum or 1, value or 0, name
    )


@register.simple_tag
def stars(value) -> SafeString:
    """A rating of 0–5."""
    rating = max(0, min(5, int(value or 0)))
    return format_html(
        '<span class="stars" role="img" aria-label="{}"><span>{}</span>{}</span>',
        ngettext("%(count)d star", "%(count)d stars", rating) % {"count": rating},
        "★" * rating,
        "★" * (5 - rating),
    )


@register.simple_tag
def ago(moment) -> SafeString:
    """A time as people say it, the exact one (in the reader's zone) on hover. Takes a datetime or a date."""
    if not moment:
        return mark_safe('<span class="empty-cell faint">–</span>')
    if not isinstance(moment, datetime):
        return day(moment)
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        local.isoformat(timespec="seconds"), formats.date_format(local, "DATETIME_FORMAT"), spoken(local),
    )  # fmt: skip


def spoken(local: datetime) -> str:
    now = timezone.localtime() if timezone.is_aware(local) else datetime.now()
    seconds = (now - local).total_seconds()
    if abs(seconds) < 60:
        return _("just now")
    if abs(seconds) > 30 * 86_400:
        return short_date(local)
    if seconds > 0:
        return _("%(span)s ago") % {"span": timesince(local, now, depth=1)}
    return _("in %(span)s") % {"span": timeuntil(local, now, depth=1)}


def day(on: date) -> SafeString:
    distance = (on - timezone.localdate()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    exact = formats.date_format(on, "DATE_FORMAT")
    words = near.get(distance) or short_date(on)
    return format_html('<time datetime="{}" title="{}">{}</time>', on.isoformat(), exact, words)


def short_date(on: date) -> str:
    """Without the year as long as it is this one."""
    if on.year != timezone.localdate().year:
        return formats.date_format(on, "DATE_FORMAT")
    return formats.date_format(on, "n月j日" if get_language() == "zh-hans" else "j M")


@register.simple_tag
def due(on) -> SafeString:
    """A day something has to happen: red when late, amber today."""
    if not on:
        return mark_safe('<span class="empty-cell faint">–</span>')
    on = timezone.localtime(on).date() if isinstance(on, datetime) else on
    today = timezone.localdate()
    urgency = "late" if on < today else "today" if on == today else "later"
    return format_html('<span class="due {}">{}{}</span>', urgency, icon("calendar-event"), day(on))


@register.simple_tag
def deadline(at) -> SafeString:
    """An instant by which something has to happen: red once it has passed, amber on its day."""
    if not at:
        return mark_safe('<span class="empty-cell faint">–</span>')
    local = timezone.localtime(at)
    urgency = "late" if at <= timezone.now() else "today" if local.date() == timezone.localdate() else "later"
    return format_html('<span class="due {}">{}{}</span>', urgency, icon("clock"), ago(at))


@register.simple_tag
def money(amount, currency: str = "") -> str:
    """An amount in the company's currency; cents only where there are some."""
    if amount is None or amount == "":
        return mark_safe('<span class="empty-cell faint">–</span>')
    try:
        number = Decimal(str(amount))
    except InvalidOperation:
        return str(amount)
    currency = currency or settings.CURRENCY
    digits = f"{abs(number):,.0f}" if number == number.to_integral() else f"{abs(number):,.2f}"
    sign = SIGNS.get(currency, f"{currency}\N{NO-BREAK SPACE}")
    return f"{'−' if number < 0 else ''}{sign}{digits}"


@register.simple_tag
def percent(share) -> SafeString:
    """A share in percent, to the tenth where it is not a whole one; what could not be reckoned is a dash."""
    if share is None or share == "":
        return mark_safe('<span class="empty-cell faint">–</span>')
    return format_html("{}\N{NO-BREAK SPACE}%", floatformat(share, "-1g"))


@register.simple_tag
def phone_link(typed, e164="") -> SafeString:
    """A number that dials; shows what was typed, dials the international form where it is known."""
    number = re.sub(r"[^\d+]", "", str(e164 or typed or ""))
    if not number:
        return format_html('<span class="empty-cell faint">{}</span>', typed or "–")
    return format_html('<a href="tel:{}" class="nowrap">{}</a>', number, typed or e164)


@register.simple_tag
def email_link(address) -> SafeString:
    if not address:
        return mark_safe('<span class="empty-cell faint">–</span>')
    return format_html('<a href="mailto:{}">{}</a>', quote(str(address), safe="@+"), address)
