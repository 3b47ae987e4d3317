"""Shares, differences and probabilities as people read them."""

from decimal import Decimal
from math import ceil, log10

from hotcrm.pages.templatetags.face import money as as_money


def percent(rate: float) -> str:
    return f"{rate * 100:.{1 if rate >= 0.1 else 2}f}\N{NO-BREAK SPACE}%"


def likelihood(probability: float) -> str:
    """Never said to be certain."""
    if probability > 0.999:
        return "> 99.9\N{NO-BREAK SPACE}%"
    return "< 0.1\N{NO-BREAK SPACE}%" if probability < 0.001 else f"{probability * 100:.1f}\N{NO-BREAK SPACE}%"


def points(apart: float) -> str:
    return signed(f"{apart * 100:+.2f}")


def signed_percent(part: float) -> str:
    return signed(f"{part * 100:+,.0f}\N{NO-BREAK SPACE}%")


def signed_number(apart: float) -> str:
    return signed(f"{apart:+,.0f}")


def signed_money(apart: float) -> str:
    """Cents only where they say something."""
    amount = as_money(Decimal(abs(apart)).quantize(Decimal("0.01") if abs(apart) < 1000 else Decimal(1)))
    return f"{'−' if apart < 0 else '+'}{amount}"


def signed(text: str) -> str:
    return text.replace("-", "−")


def money(amount: float) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def about(number: int) -> int:
    """Upward to two digits that say something: nobody knows it better."""
    unit = 10 ** max(0, int(log10(max(number, 1))) - 1)
    return ceil(number / unit) * unit
