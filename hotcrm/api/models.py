"""What the API remembers of requests that may come twice."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """A key under which a person had something done, and the answer. The row and the work are of one transaction:
    where there is a row, the work is done; there is none for work that was refused, or broken off in the middle."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    route = models.CharField(max_length=64)  # a digest of method and path: a path may be long
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)  # a digest of what was sent
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(default="")  # text, for a JSON column would give the fields back in another order
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["user", "route", "key"], name="idempotency_key_once")]

    def __str__(self):
        return self.key


def digest_of_route(method: str, path: str) -> str:
    return _digest(f"{method} {path}")


def digest_of_body(data) -> str:
    """The same for the same values, in whatever order their names were sent."""
    return _digest(json.dumps(data, sort_keys=True, default=str))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
