"""What is asked twice is done once.

A view that makes something says `@idempotent` above its `post`. A request that then carries an `Idempotency-Key` is
done in one transaction with the row that remembers its answer, so that a process killed in the middle leaves
neither. Of two that come at once the second waits for the first, and is answered 409 `in_progress` when that takes
longer than a lock may. Only what was done is remembered: a refusal leaves no key, and the same key may be
tried again, mended or not.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from hotcrm.records.locks import is_lock_trouble
from hotcrm.records.refusals import Refused

from .models import IdempotencyKey, digest_of_body, digest_of_route

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT = timedelta(hours=24)
HEADERS_KEPT = ("ETag", "Location")
PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": r"^[!-~]+$"},
    OpenApiParameter.HEADER,
    description=_("Any word of yours, new for each thing to be done: sent again, it gets the first answer again."),
)


def idempotent(post: Callable[..., Response]) -> Callable[..., Response]:
    """Make the `post` of a view answer a repeated key with its first answer."""

    @wraps(post)
    def answer(view, request, *args, **kwargs):
        key = request.headers.get(HEADER)
        if key is None:
            return post(view, request, *args, **kwargs)
        return once(_valid(key), request, lambda: post(view, request, *args, **kwargs))

    return answer


def once(key: str, request, act: Callable[[], Response]) -> Response:
    """The answer of `act`, or the one that this person got for this key before. Raises `Refused` where the key was
    used for something else (422) and where the first is not ready yet (409). Four queries more than `act`."""
    asked = digest_of_body(request.data)
    try:
        with transaction.atomic():
            row, is_new = IdempotencyKey.objects.get_or_create(
                user=request.user,
                route=digest_of_route(request.method, request.path),
                key=key,
                defaults={"asked": asked},
            )
            if not is_new:
                return _again(row, asked)
            response = act()
            if 200 <= response.status_code < 300:
                _remember(row, response)
            else:
                transaction.set_rollback(True)
            return response
    except OperationalError as error:
        if not is_lock_trouble(error):
            raise
        raise Refused(_t("The first request with this key is still being worked on."), code="in_progress")


def forget() -> int:
    """Drop the keys that are older than anybody tries again; how many there were."""
    deleted, _each = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return deleted


def _valid(key: str) -> str:
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable() and " " not in key):
        raise Refused(
            _t("An idempotency key has 1 to %(most)d letters, digits or signs.") % {"most": LONGEST},
            code="invalid_idempotency_key",
            status=400,
        )
    return key


def _again(row: IdempotencyKey, asked: str) -> Response:
    if row.asked != asked:
        raise Refused(_t("This key was used for something else."), code="idempotency_key_reused", status=422)
    return Response(json.loads(row.answer), row.status, headers={**row.headers, "Idempotent-Replay": "true"})


def _remember(row: IdempotencyKey, response: Response):
    row.status = response.status_code
    row.answer = JSONRenderer().render(response.data).decode()
    row.headers = {name: response.headers[name] for name in HEADERS_KEPT if name in response.headers}
    row.save(update_fields=["status", "answer", "headers"])
