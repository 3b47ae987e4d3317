from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import sessions
from .kept import keep, page_of
from .languages import COOKIE, spoken

UNASKED = "X-Unasked"  # sent along by what looks for news while a page stands open


class PersonMiddleware:
    """Answers in the language and the time zone of the person who asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        language = user.language if user.is_authenticated else _language_of(request)
        zone = user.zone if user.is_authenticated else timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionEndMiddleware:
    """Ends what is over, and leads to the sign-in page without losing what was typed.

    Whether a page asks for a person is known by its answer alone, so what it says to a visitor is looked at: the way
    to the sign-in page. A form is kept, a part of a page becomes a whole one, and the way back is a page, not an
    address that only takes forms. What a page asks for by itself ends nothing, or what is typed there would be lost
    before it is sent.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        person, why = request.user, None
        if person.is_authenticated:
            why = sessions.why_ended(request, person)
        if why and UNASKED in request.headers:
            return HttpResponse(status=204)
        if why:
            sessions.end(request)
            request.user = AnonymousUser()
        response = self.get_response(request)
        if request.user.is_anonymous and _leads_to_sign_in(request, response):
            return _to_sign_in(request, person if why else None, why)
        return response


def _leads_to_sign_in(request, response) -> bool:
    """To come back here: whoever signs out is led there too, but not back."""
    if response.status_code != 302:
        return False
    address = urlsplit(response["Location"])
    is_there = address.path in (reverse("login"), reverse("admin:login"))
    return is_there and QueryDict(address.query).get("next") == request.get_full_path()


def _to_sign_in(request, person, why):
    way_back = page_of(request)
    if why:
        messages.warning(request, why)
    if person and request.method == "POST" and keep(request, person):
        messages.info(request, _("What you had typed is kept for an hour."))
        way_back = reverse("kept")
    response = redirect_to_login(way_back)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def _language_of(request):
    chosen = request.COOKIES.get(COOKIE)
    return chosen if spoken(chosen) else translation.get_language_from_request(request)
