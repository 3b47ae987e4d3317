"""Where a person is signed in: one row for each session, so that they see them and can end them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

# The first that is found counts: most programs name those they descend from as well.
PROGRAMS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
LONGEST_AGENT = 300


def _is_open(now) -> models.Q:
    """Neither past its longest time nor left alone for too long."""
    return models.Q(
        began_at__gt=now - timedelta(hours=settings.SESSION_HOURS),
        last_seen_at__gt=now - timedelta(hours=settings.SESSION_IDLE_HOURS),
    )


class SignedInQuerySet(models.QuerySet):
    def open(self):
        return self.filter(_is_open(timezone.now()))

    def end(self) -> int:
        """Whoever uses one of these sessions has to sign in with their next request. How many there were."""
        store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        keys = list(self.values_list("session_key", flat=True))
        for key in keys:
            store().delete(key)  # from the cache too, where there is one
        self.filter(session_key__in=keys).delete()
        return len(keys)


class SignedIn(models.Model):
    """The key is that of Django's session, which stands in its own table as it is: a digest would hide nothing, and
    a session could not be ended by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    user_agent = models.CharField(max_length=LONGEST_AGENT, blank=True)

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("-last_seen_at", "-pk")

    def __str__(self):
        return self.device

    @property
    def device(self) -> str:
        """The browser and what it runs on, in short."""
        program = next((name for mark, name in PROGRAMS if mark in self.user_agent), "")
        system = next((name for mark, name in SYSTEMS if mark in self.user_agent), "")
        if program and system:
            return _t("%(program)s on %(system)s") % {"program": program, "system": system}
        return program or system or _t("Unknown device")

    @classmethod
    def forget_ended(cls):
        """Rows of sessions that are over, and Django's own of them."""
        now = timezone.now()
        Session.objects.filter(expire_date__lt=now).delete()
        cls.objects.exclude(_is_open(now)).end()
