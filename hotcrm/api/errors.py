"""One handler for all that goes wrong: what is refused, what cannot be read, what is not there.

Bad input is 400 with a list of messages for each field (`non_field_errors` for the whole); everything else is
`{"detail", "code"}`: a sentence for people, a word for programs.
"""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _t
from django.views import defaults
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler, set_rollback

from hotcrm.records.refusals import Invalid, NotFound, Refused, Stale

from .keys import plain

WHOLE = api_settings.NON_FIELD_ERRORS_KEY
ROOT = "/api/"


def answer(error, context) -> Response | None:
    """What the API answers to an exception; None where nobody foresaw it."""
    if isinstance(error, Refused | ValidationError):
        set_rollback()
        return Response(*_of_refusal(error))
    response = exception_handler(error, context)
    if response is not None and "detail" in response.data and not isinstance(error, exceptions.ValidationError):
        detail = response.data["detail"]
        response.data = {"detail": str(detail), "code": detail.code}
    return response


def by_field(error: ValidationError) -> dict[str, list[str]]:
    """The messages of a form or a constraint, for each field."""
    if not hasattr(error, "error_dict"):
        return {WHOLE: error.messages}
    return {WHOLE if name == NON_FIELD_ERRORS else name: texts for name, texts in error.message_dict.items()}


def errors_of(form) -> dict[str, list[str]]:
    return by_field(ValidationError(form.errors.as_data())) if form.errors else {}


def not_found(request, exception):
    """What no address of the API is answers as the API answers; the pages have a page for it."""
    if request.path.startswith(ROOT):
        refusal = NotFound()
        return JsonResponse({"detail": str(refusal), "code": refusal.code}, status=refusal.status)
    return defaults.page_not_found(request, exception)


def failed(request):
    if request.path.startswith(ROOT):
        return JsonResponse({"detail": _t("Something went wrong on our side."), "code": "error"}, status=500)
    return defaults.server_error(request)


def _of_refusal(error) -> tuple[dict, int]:
    if isinstance(error, ValidationError):
        return by_field(error), status.HTTP_400_BAD_REQUEST
    if isinstance(error, Invalid):
        return {error.field or WHOLE: [str(error)]}, status.HTTP_400_BAD_REQUEST
    said = {"detail": str(error), "code": error.code, **{name: plain(value) for name, value in error.facts.items()}}
    if isinstance(error, Stale):
        said |= {"version": error.record.version, "conflicts": _both_values(error)}
    elif error.field:
        said["field"] = error.field
    return said, error.status


def _both_values(stale) -> dict:
    return {
        name: {"yours": plain(value), "theirs": plain(getattr(stale.record, name))}
        for name, value in stale.changes.items()
    }
