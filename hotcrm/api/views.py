"""What every address of the API shares."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from rest_framework.response import Response
from rest_framework.views import APIView

from hotcrm.texts import Text

from .speech import speak
from .throttling import CountedFirst
from .throttling import CountedFirst


@dataclass(frozen=True)
class Operation:
    """What an address does when it is asked by one method, for the schema: see `schema.Schema`.

    `request` is a serializer of the body; `answers` gives one for each status it succeeds with, `refusals` the
    statuses it may be refused with beside those that every address has. `example` is a body, `parameters` are those
    of the query.
    """

    name: str
    summary: Text
    description: Text = ""
    request: Any = None
    answers: Any = None
    refusals: tuple[int, ...] = ()
    parameters: tuple = ()
    example: Any = None
    example_answer: Any = None

    def but(self, **changes) -> "Operation":
        return replace(self, **changes)


class Address(CountedFirst, APIView):
    """An address of the API: `operations` describes what it does by method."""

    http_method_names = ["get", "post", "patch", "head"]
    tag = ""
    operations: dict[str, Operation] = {}

    def perform_authentication(self, request):
        super().perform_authentication(request)
        if request.user.is_authenticated:
            speak(request, request.user)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["Content-Language"] = translation.get_language() or "en"
        return response

    def operation(self, method: str) -> Operation:
        return self.operations[method]


def said(record, data, *, status=200, **headers) -> Response:
    """A record, with the version that a change of it must name."""
    return Response(data, status=status, headers={"ETag": f'"{record.version}"', **headers})
