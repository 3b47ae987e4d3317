"""/healthz: can this process answer, and is background work alive?"""

from typing import Any

from django.db import DatabaseError
from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hotcrm.records.models.lease import Lease

LATE_AFTER = 180  # seconds; the timetable has something to do every minute


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """503 when no page could be served. A late beat is told, but is no reason to take a web server out."""
    try:
        beat = seconds_since_beat()
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    late = beat is None or beat > LATE_AFTER
    answer: dict[str, Any] = {"status": "late" if late else "ok", "database": "ok", "seconds_since_beat": beat}
    return JsonResponse(answer)


def seconds_since_beat() -> int | None:
    """How long ago a worker last began what the timetable told it; None: never."""
    last = Lease.objects.order_by("-taken_at").annotate(now=Now()).values_list("taken_at", "now").first()
    return int((last[1] - last[0]).total_seconds()) if last else None
