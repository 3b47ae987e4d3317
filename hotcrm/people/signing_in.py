"""Between the password and being signed in.

Nobody is signed in before the last step is done: until then the session knows whose password was right, and nothing
else of the product looks at that. So no page has to be closed to somebody who is half-way.
"""

import time

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from . import second_factor
from .models import User
from .sessions import SECOND_FACTOR

HALF_WAY = "signing_in"
TIME_FOR_IT = 600  # seconds


def start(request, user, way_back):
    """The password was right."""
    request.session.cycle_key()
    request.session[HALF_WAY] = {
        "user": user.pk,
        "backend": user.backend,
        "hash": user.get_session_auth_hash(),
        "at": int(time.time()),
        "way_back": way_back,
        "has_second": False,
    }


def who(request) -> User | None:
    """Whose password was right, while that holds: they are still let in, and it is still their password."""
    state = request.session.get(HALF_WAY)
    if state is None or time.time() - state["at"] > TIME_FOR_IT:
        return None
    user = User.objects.filter(pk=state["user"], is_active=True).first()
    if user is None or not constant_time_compare(state["hash"], user.get_session_auth_hash()):
        return None
    return user


def next_step(request, user) -> str:
    """The name of the page that comes next; "" when nothing is missing."""
    if not request.session[HALF_WAY]["has_second"]:
        if second_factor.device_of(user):
            return "sign_in_code"
        if user.must_use_second_factor:
            return "sign_in_set_up"
    return "sign_in_password" if user.must_change_password else ""


def second_is_done(request):
    request.session[HALF_WAY] = {**request.session[HALF_WAY], "has_second": True}


def password_is_new(request, user):
    """Chosen just now, half-way; what was right before would not be any more."""
    request.session[HALF_WAY] = {**request.session[HALF_WAY], "hash": user.get_session_auth_hash()}


def go_on(request, user) -> str:
    """Where to: the next step, or in."""
    if step := next_step(request, user):
        return reverse(step)
    state = request.session.pop(HALF_WAY)
    login(request, user, backend=state["backend"])
    if state["has_second"]:
        request.session[SECOND_FACTOR] = True
    return state["way_back"] or reverse(settings.LOGIN_REDIRECT_URL)


def is_locked_out(request, user) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def note_wrong_code(request, user):
    """Counts like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.get_username()}, request=request)
