from collections.abc import Callable, Iterable
from dataclasses import dataclass

INVARIANTS: list["Invariant"] = []


@dataclass(frozen=True)
class Invariant:
    """A sentence that is true, and a question for whatever makes it untrue."""

    sentence: str
    breakers: Callable[[], Iterable]


def invariant(sentence: str):
    """Make a function that finds what breaks a sentence an invariant."""

    def add(breakers):
        INVARIANTS.append(Invariant(sentence, breakers))
        return breakers

    return add
