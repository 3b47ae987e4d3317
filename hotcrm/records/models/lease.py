"""A lease: the right to do one thing alone, for a while."""

import os
import secrets
import socket
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Lease(models.Model):
    """Who holds the right to do `name` alone, and until when.

    A holder that dies without a word loses it when `until` has passed. All instants are the
    database's own: the clocks of several machines never agree.
    """

    name = models.CharField(_("name"), max_length=100, primary_key=True)
    holder = models.CharField(_("holder"), max_length=200, blank=True)
    taken_at = models.DateTimeField(_("taken at"), default=LONG_AGO)
    until = models.DateTimeField(_("until"), default=LONG_AGO)

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def acquire(cls, name: str, *, seconds: float) -> Self | None:
        """The lease, now ours for so long, or None while somebody else has it."""
        lease = cls(name=name, holder=_signature())
        if lease._take(seconds):
            return lease
        # Either it is held or it was never asked for. Two who make the row at once make one row.
        cls.objects.bulk_create([cls(name=name)], ignore_conflicts=True)
        return lease if lease._take(seconds) else None

    def renew(self, *, seconds: float) -> bool:
        """Hold on to it for so long from now; False when it ran out and another took it."""
        return bool(self._mine().update(until=_from_now(seconds)))

    def release(self) -> None:
        self._mine().update(holder="", until=Now())

    def _take(self, seconds: float) -> bool:
        free = type(self).objects.filter(pk=self.pk, until__lte=Now())
        return bool(free.update(holder=self.holder, taken_at=Now(), until=_from_now(seconds)))

    def _mine(self) -> models.QuerySet[Self]:
        return type(self).objects.filter(pk=self.pk, holder=self.holder)


def _signature() -> str:
    """Tells a reader which process it is; the token tells two turns of one process apart."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}:{secrets.token_hex(8)}"


def _from_now(seconds: float) -> models.expressions.Combinable:
    return Now() + timedelta(seconds=seconds)
