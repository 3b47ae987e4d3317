"""Who saw what is forgotten after a while; all else is kept for good."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from .kinds import FORGOTTEN, Area
from .models import AuditEntry, Forgetting

CHUNK = 500
YOUNGEST = 30  # days: the database lets nothing younger go, whoever asks


def forget_seen(*, pause: float = 0.05) -> int:
    """Delete what is older than `AUDIT_SEEN_DAYS`, a chunk a transaction; how much there was."""
    before, forgotten = timezone.now() - timedelta(days=settings.AUDIT_SEEN_DAYS), 0
    while number := forget_some(before):
        forgotten += number
        time.sleep(pause if connection.vendor == "sqlite" else 0)  # others want to write too
    return forgotten


def forget_some(before) -> int:
    """A chunk of the oldest. The trigger lets go what is older than the row that only this transaction sees."""
    old = AuditEntry.objects.filter(area=Area.SEEN, kind__in=FORGOTTEN, at__lt=before).order_by("at", "id")
    with transaction.atomic():
        keys = list(old.values_list("pk", flat=True)[:CHUNK])
        if keys:
            door = Forgetting.objects.create(before=before)
            rows = AuditEntry.objects.filter(pk__in=keys)
            rows._raw_delete(rows.db)
            door.delete()
    return len(keys)
