"""How much one request may bring: more is turned away unread, before it fills memory or disk."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from hotcrm.records.refusals import Refused

from .actions import toast


class BodyLimitMiddleware:
    """Stands before whatever reads a body (the check of the form's token does).

    A view may say less than the usual with a static method `body_limit`, in bytes, and answer in a way of its own
    with another, `refuse_body(refusal)`. A body is never longer than its Content-Length says: that is all that is
    read of it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        view_class = getattr(view, "view_class", None)
        limit = getattr(view_class, "body_limit", usual_limit)()
        if _length(request) <= limit:
            return None
        refusal = Refused(
            _("This is more than can be sent at once: at most %(limit)s.") % {"limit": filesizeformat(limit)},
            code="too_large",
            status=413,
        )
        if answer := getattr(view_class, "refuse_body", None):
            return answer(refusal)
        if request.htmx:
            return HttpResponse(str(refusal), status=413, headers={"HX-Trigger": toast(str(refusal), "error")})
        return render(request, "409.html", {"refusal": refusal}, status=413)


def usual_limit() -> int:
    """Room for the largest import and for what stands in the form beside it."""
    return (settings.UPLOAD_LIMIT_MB + settings.FILE_LIMIT_MB * 4) * 1024 * 1024


def _length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
