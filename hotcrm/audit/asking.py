"""Who is asking just now: whatever is noted while a request is answered knows where it came from."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from hotcrm.people.addresses import address_of
from hotcrm.people.models import ApiToken

_current: ContextVar[Asking | None] = ContextVar("asking", default=None)


@dataclass
class Asking:
    """A request, for as long as it is answered. What is `waiting` is written when the answer is on its way."""

    request: Any
    waiting: list[Callable[[], None]] = field(default_factory=list)
    _marks: list = field(default_factory=list)

    def __enter__(self) -> Asking:
        self._marks.append(_current.set(self))
        return self

    def __exit__(self, *error):
        _current.reset(self._marks.pop())

    @property
    def address(self) -> str | None:
        return valid(address_of(self.request)) if self.request is not None else None

    @property
    def token(self) -> ApiToken | None:
        token = getattr(self.request, "auth", None)
        return token if isinstance(token, ApiToken) else None


def current() -> Asking:
    """The request that is being answered; one of nobody's where none is."""
    return _current.get() or Asking(None)


def is_asked() -> bool:
    return _current.get() is not None


def valid(address) -> str | None:
    """An address as the database takes it; None for whatever else a proxy may have written."""
    try:
        return str(ipaddress.ip_address(str(address).partition("%")[0]))
    except ValueError:
        return None
