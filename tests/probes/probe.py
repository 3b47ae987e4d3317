from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

PROBES: dict[str, "Probe"] = {}


@dataclass
class Finding:
    """What a probe saw. It holds when there is nothing to complain of."""

    counts: dict[str, int] = field(default_factory=dict)
    statuses: Counter = field(default_factory=Counter)  # of every answer that callers got
    complaints: list[str] = field(default_factory=list)
    ended_early: bool = False  # by an error of its own, which says nothing about the product

    @property
    def holds(self) -> bool:
        return not self.complaints

    @property
    def fails_by_fault(self) -> bool:
        return not self.holds and not self.ended_early

    def expect(self, what: str, found, wanted):
        if found != wanted:
            self.complaints.append(f"{what}: {found} instead of {wanted}")


@dataclass(frozen=True)
class Probe:
    run: Callable[..., Finding]  # takes the server and the size
    fault: str  # what is planted to make it fail
    full: dict[str, int]
    faulty: dict[str, int]  # enough to see the fault
    small: dict[str, int]  # a few seconds' worth, for the test suite

    def size(self, *, fault: bool, small: bool) -> dict[str, int]:
        return {**self.full, **(self.small if small else self.faulty if fault else {})}


def probe(name: str, *, fault: str, full: dict[str, int], faulty: dict[str, int], small: dict[str, int]):
    def add(run):
        PROBES[name] = Probe(run, fault, full, faulty, small)
        return run

    return add
