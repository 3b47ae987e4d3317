"""The password once more, before what would be worth stealing a session for."""

import time
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from .forms import PasswordAgainForm
from .sessions import CONFIRMED

FIELD = "password_again"


def is_confirmed(request) -> bool:
    return time.time() - request.session.get(CONFIRMED, 0) < settings.PASSWORD_AGAIN_MINUTES * 60


def confirm(request):
    request.session[CONFIRMED] = int(time.time())


def ask_first(request) -> HttpResponse | None:
    """The answer that asks for the password; None when it was typed lately, or just now.

    A page is come back to. A form that was sent meanwhile comes along, hidden behind the question, and is sent on with
    the answer: nothing that was typed is lost, and nothing of it is stored.
    """
    if is_confirmed(request):
        return None
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('confirm')}?{urlencode({'next': request.get_full_path()})}")
    form = PasswordAgainForm(request.POST if FIELD in request.POST else None, request=request)
    request.POST = _without_password(request.POST)
    if form.is_valid():
        confirm(request)
        return None
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    response = render(request, "people/confirm.html", {"form": form, "typed": typed}, status=403)
    add_never_cache_headers(response)
    response.is_question = True  # type: ignore[attr-defined]  # the audit knows it from a refusal
    return response


def _without_password(posted):
    rest = posted.copy()
    rest.pop(FIELD, None)
    rest.pop("csrfmiddlewaretoken", None)  # has been looked at; the page has one of its own
    return rest
