"""Numbers as people type them: "$342.09K", "1.234,56", "￥12万", "0-1M", "1,000+"."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from .unreadable import Unread

WORDS = {
    1: ("",),
    10**3: ("k", "t", "tsd", "thousand", "千"),
    10**4: ("w", "万", "萬"),
    10**6: ("m", "mm", "mn", "mio", "mil", "million", "millions", "百万", "百萬"),
    10**7: ("千万", "千萬"),
    10**8: ("亿", "億"),
    10**9: ("b", "bn", "billion", "billions", "十亿"),
}
UNITS = {word: size for size, words in WORDS.items() for word in words}
SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?e[+-]?\d{1,2}$")
AROUND = re.compile(
    r"^(?:usd|eur|gbp|cny|rmb|jpy|hkd|twd|inr|us|hk|nt|about|approx|ca|约|人民币|[$€£¥₹₽元円~≈<>≤≥\s.])+"
    r"|(?:usd|eur|gbp|cny|rmb|jpy|hkd|twd|inr|dollars?|employees|people|staff|人民币|[$€£¥₹₽元円圆人名个+以上左右\s])+$"
)
NUMBER = re.compile(r"^(-?)([\d.,'\s]*\d)\s*([a-z千万萬百十亿億]*)\.?$")
RANGE = re.compile(r"^(.*?\d\s*[a-z千万萬百亿億人名个]*)\s*(?:-|–|—|~|to|至|到)\s*([^-–—~]*\d.*)$")
TOO_LARGE = Decimal(10) ** 18


def number_of(text: str, *, decimal_comma: bool = False) -> tuple[Decimal, Decimal]:
    """Lower and upper bound; twice the same number when it is no range."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip().replace("−", "-").replace("\u202f", " ")
    bounds = RANGE.match(folded)
    if not bounds:
        number = single(folded, text, decimal_comma)
        return number, number
    low, high = single(bounds[1], text, decimal_comma), single(bounds[2], text, decimal_comma)
    unit = unit_of(bounds[2])
    if not unit_of(bounds[1]) and unit and low * UNITS[unit] <= high:
        low *= UNITS[unit]  # "1-10M" means one million to ten
    return low, high


def single(folded: str, text: str, decimal_comma: bool) -> Decimal:
    if SCIENTIFIC.match(folded):
        return not_too_large(Decimal(folded), text)
    found = NUMBER.match(bare(folded))
    if not found or found[3] not in UNITS:
        raise Unread(_("“%(value)s” is not a number.") % {"value": text[:60]})
    try:
        number = Decimal(found[1] + plain_digits(found[2], decimal_comma=decimal_comma)) * UNITS[found[3]]
    except InvalidOperation:
        raise Unread(_("“%(value)s” is not a number.") % {"value": text[:60]})
    return not_too_large(number, text)


def not_too_large(number: Decimal, text: str) -> Decimal:
    if abs(number) >= TOO_LARGE:
        raise Unread(_("“%(value)s” is too large.") % {"value": text[:60]})
    return number


def bare(folded: str) -> str:
    sign = "-" if folded.startswith("-") else ""
    before = None
    folded = folded.removeprefix("-").strip()
    while before != folded:
        before, folded = folded, AROUND.sub("", folded).strip()
    return sign + folded


def unit_of(folded: str) -> str:
    found = NUMBER.match(bare(folded))
    return found[3] if found else ""


def plain_digits(digits: str, *, decimal_comma: bool) -> str:
    """Group separators out, the decimal one a point. Where both stand, the later one is the decimal."""
    digits = re.sub(r"['\s]", "", digits)
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        group, decimal = (".", ",") if comma > point else (",", ".")
        return grouped(digits, group).replace(decimal, ".")
    if comma >= 0:
        is_decimal = digits.count(",") == 1 and (decimal_comma or not re.search(r",\d{3}$", digits))
        return digits.replace(",", ".") if is_decimal else grouped(digits, ",")
    if digits.count(".") > 1 or (decimal_comma and re.search(r"\.\d{3}$", digits)):
        return grouped(digits, ".")
    return digits


def grouped(digits: str, group: str) -> str:
    """Indian lakhs group by two; anything else that is not two or three digits is a slip."""
    whole = re.split(r"[.,]", digits) if group in digits else [digits]
    inner = [part for part in whole[1:] if part]
    if any(len(part) not in (2, 3) for part in inner[:-1]):
        raise InvalidOperation
    return digits.replace(group, "")


def says_decimal_comma(text: str) -> bool | None:
    """What one value proves about its column: True, False, or nothing."""
    digits = re.search(r"\d[\d.,]*", text)
    if not digits:
        return None
    comma, point = digits[0].rfind(","), digits[0].rfind(".")
    if comma >= 0 and point >= 0:
        return comma > point
    if re.search(r",(\d{1,2}|\d{4,})$", digits[0]):
        return True
    if re.search(r"\.(\d{1,2}|\d{4,})$", digits[0]):
        return False
    return None
