"""What every request goes through: input that no database can hold is turned away, refusals become answers."""

from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hotcrm.records.refusals import Refused


class CleanInputMiddleware:
    """NUL bytes can stand in no column of ours: a request that carries one is a bad request, never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _bad_request(request, _("The request holds characters that cannot be."))
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal nobody caught becomes a page with the status it carries and the reason in words."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Refused):
            template = "404.html" if exception.status == 404 else "409.html"
            return render(request, template, {"refusal": exception}, status=exception.status)
        return None


def _bad_request(request, words):
    """In JSON to programs: nobody else reads what stands below /api/."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words, "code": "bad_request"}, status=400)
    return HttpResponseBadRequest(words, content_type="text/plain")
