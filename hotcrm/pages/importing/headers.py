"""Which column of a foreign file is which of our fields.

An exact look-up in a table of names comes first and does nearly all the work; then prefixes that say nothing
("Lead Phone", "客户电话") and, for long names, a slip of the pen. A wrong match costs more than a missing one: what is
not recognised is shown for choice, what is recognised wrongly is believed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
BRACKETS = re.compile(r"[(\[{<【「].*?[)\]}>】」]")
MARKUP = re.compile(r"__c\b")
SHORTEST_FOR_A_SLIP = 8


def folded(header: str) -> str:
    """`E-Mail Address*`, `emailAddress` and `ＥＭＡＩＬ＿ＡＤＤＲＥＳＳ` are one name."""
    text = unicodedata.normalize("NFKC", header).strip()
    text = CAMEL.sub(" ", MARKUP.sub("", text)).casefold().replace("#", " number ").replace("№", " number ")
    return "".join(letter for letter in text if letter.isalnum())


class Recogniser:
    """`names`: field → names it goes by, the first field that claims a name having it; `ignored`: names that look
    like a field and are none."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        *,
        ignored: Iterable[str] = (),
        prefixes: Iterable[str] = (),
    ):
        self.fields: dict[str, str] = {}
        for field, aliases in names.items():
            for name in (field, *aliases):
                self.fields.setdefault(folded(name), field)
        self.ignored = {folded(name) for name in ignored}
        self.prefixes = sorted({folded(prefix) for prefix in prefixes}, key=len, reverse=True)
        self.long_names = [name for name in self.fields if len(name) >= SHORTEST_FOR_A_SLIP and name.isascii()]

    def fields_of(self, headers: Iterable[str]) -> list[str | None]:
        return [self.field_of(header) for header in headers]

    def known(self, values: list[str]) -> int:
        """How many of the values are names that we know; tells the header row from a preamble."""
        return sum(1 for value in values if value and len(value) < 80 and self._exact(folded(value)) is not None)

    def field_of(self, header: str) -> str | None:
        name = folded(header)
        bare = folded(BRACKETS.sub(" ", unicodedata.normalize("NFKC", header)))
        for candidate in (name, bare):
            found = self._exact(candidate)
            if found is not None:
                return found or None
        return self._without_prefix(bare) or self._slip_of_the_pen(bare)

    def _exact(self, name: str) -> str | None:
        """The field; "" for a name to be ignored; None for an unknown one."""
        return "" if name in self.ignored else self.fields.get(name)

    def _without_prefix(self, name: str) -> str | None:
        for prefix in self.prefixes:
            if name.startswith(prefix):
                return self._exact(name[len(prefix) :]) or None
        return None

    def _slip_of_the_pen(self, name: str) -> str | None:
        if len(name) < SHORTEST_FOR_A_SLIP or not (name.isascii() and name.isalpha()):
            return None
        near = {self.fields[known] for known in self.long_names if is_one_slip_apart(name, known)}
        near_ignored = any(is_one_slip_apart(name, known) for known in self.ignored)
        return near.pop() if len(near) == 1 and not near_ignored else None


def is_one_slip_apart(one: str, other: str) -> bool:
    """One letter more, one less, one other, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[at:], other[at:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and len(right) > 1 and left[2:] == right[2:])
    )
