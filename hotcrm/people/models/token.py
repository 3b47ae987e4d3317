"""What a program of a person's signs in with."""

import hashlib
import secrets
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PREFIX = "hot_"  # by which people, and scanners of published code, know one when they see it
RANDOM_BYTES = 32
USE_NOTED_EVERY = timedelta(minutes=1)


class ApiTokenQuerySet(models.QuerySet):
    def live(self):
        """Neither revoked nor of somebody who was locked out; whether the last day is over, its person's zone says."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


class ApiToken(models.Model):
    """A secret of 256 random bits that stands for a person. Only its SHA-256 is kept: nobody can try out so many,
    so that a slow hash would protect nothing and cost every request; and being unsalted it is found by its index,
    which takes equally long whatever was guessed right."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at", "-pk")

    def __str__(self):
        return self.name

    @classmethod
    def issue(cls, user, *, name, expires_on=None) -> tuple[Self, str]:
        """A new token and its secret, which nobody can read again."""
        secret = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
        return cls.objects.create(user=user, name=name, expires_on=expires_on, digest=digest_of(secret)), secret

    @classmethod
    def of(cls, secret: str) -> Self | None:
        """The token of this secret with its person, while it counts. One query."""
        token = cls.objects.live().select_related("user").filter(digest=digest_of(secret)).first()
        return token if token and not token.is_expired else None

    @property
    def is_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < self.user.today()

    def note_use(self):
        """Remember when it was last used, to the minute: one query a minute, whatever the traffic."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - USE_NOTED_EVERY:
            stale = Q(last_used_at=self.last_used_at)  # of many who come at once, one writes
            ApiToken.objects.filter(stale, pk=self.pk).update(last_used_at=now)
            self.last_used_at = now

    def revoke(self):
        ApiToken.objects.filter(pk=self.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
