"""Who is put into which group of an experiment: told by a hash, so that nothing need be remembered to be kept.

Nothing here knows Django: a campaign is whatever has `salt`, `holdout_percent` and `variants`.
"""

from hashlib import sha256
from math import log
from typing import NamedTuple, Protocol

HOLDOUT = "holdout"
NO_ARM = ""


class Experiment(Protocol):
    salt: str
    holdout_percent: int
    variants: list[dict]


class Arm(NamedTuple):
    """`name` is the code of a variant, `HOLDOUT`, or blank where a campaign has no variants."""

    name: str
    is_held_out: bool


def arm_for(campaign: Experiment, kind: str, pk: int) -> Arm:
    """The same person always comes into the same group of the same campaign; `kind` is "lead" or "contact".

    Two draws that do not depend on each other. Raising the hold-out only adds to those held out, and changing the
    variants holds nobody out.
    """
    person = f"{campaign.salt}:{kind}:{pk}"
    if _draw(person) * 100 < campaign.holdout_percent << 64:
        return Arm(HOLDOUT, is_held_out=True)
    return Arm(_variant_of(person, campaign.variants), is_held_out=False)


def _variant_of(person: str, variants: list[dict]) -> str:
    """Weighted rendezvous hashing: each variant runs to this person at its own speed, the first there has them.

    A race of exponential clocks is won in proportion to the rates, and a new runner takes only whom it beats, so a
    further variant moves nobody between the others. Thaler & Ravishankar 1998; weights as in Resch, SNIA SDC 2015.
    """
    if not variants:
        return NO_ARM
    return min(variants, key=lambda variant: _arrival(person, variant))["code"]


def _arrival(person: str, variant: dict) -> float:
    """-ln(u) / share, with u between 0 and 1 from 53 bits, all that a float holds."""
    u = ((_draw(f"{person}:{variant['code']}") >> 11) + 0.5) / 2**53
    return -log(u) / variant["share"]


def _draw(text: str) -> int:
    """64 bits, evenly spread."""
    return int.from_bytes(sha256(text.encode()).digest()[:8])
