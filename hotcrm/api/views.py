"""What every address of the API shares."""

from dataclasses import dataclass
from typing import Any

from django.http import JsonResponse
from django.utils import translation
from rest_framework.response import Response
from rest_framework.views import APIView

from hotcrm.texts import Text

from .speech import speak


@dataclass(frozen=True)
class Operation:
    """What an address does when it is asked by one method, for the OpenAPI document (see `schema`).

    `request` is the serializer of the body, `answer` that of a success, which has `status`; `refusals` are the
    statuses it may be refused with beside those that all have. What `is_repeatable` takes no idempotency key.
    A success is JSON unless `media_type` says otherwise. `also` are other statuses of a success, and their answers.
    """

    name: str
    summary: Text
    description: Text = ""
    request: Any = None
    answer: Any = None
    status: int = 200
    media_type: str = ""
    refusals: tuple[int, ...] = ()
    parameters: tuple = ()
    has_version: bool = False
    is_repeatable: bool = False
    also: tuple[tuple[int, Any], ...] = ()
    example: Any = None
    example_answer: Any = None


class Address(APIView):
    """An address of the API: `operations` says what it does by method."""

    http_method_names = ["get", "post", "patch", "head"]
    tag = ""
    operations: dict[str, Operation] = {}

    def perform_authentication(self, request):
        super().perform_authentication(request)
        if request.user.is_authenticated:
            speak(request, request.user)

    def check_permissions(self, request):
        """A request is counted before it is turned away, so that trying costs as much as doing."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request):
        """Was done by then."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["Content-Language"] = translation.get_language() or "en"
        return response

    @staticmethod
    def refuse_body(refusal):
        """What is turned away before anybody reads it (see `hotcrm.pages.body_limit`) is told in JSON too."""
        return JsonResponse({"detail": str(refusal), "code": refusal.code}, status=refusal.status)

    def operation(self, method: str) -> Operation:
        return self.operations[method]


def said(record, data, *, status=200, **headers) -> Response:
    """A record, with the version that a change of it must name."""
    return Response(data, status=status, headers={"ETag": f'"{record.version}"', **headers})
