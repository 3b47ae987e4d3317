"""From when to when a session holds: it ends when nothing was asked for a while, and after its longest time anyway.

What is needed to say so lies in the session itself, so that a request asks the database nothing more. Now and then its
row in `SignedIn` is told too; a session whose row is gone has been ended.
"""

import time

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import SignedIn
from .models.signed_in import LONGEST_AGENT

ROW, BEGAN, SEEN, SECOND_FACTOR, CONFIRMED = "signed_in", "began", "seen", "second_factor", "confirmed"
NOTED_EVERY = 300  # seconds
HOUR = 3600

IDLE = _("Your session ended because nothing happened for a while. Sign in again.")
OLD = _("Your session ended because it was open for long. Sign in again.")
ENDED = _("Your session was ended. Sign in again.")
LACKING = _("From now on you sign in with a second factor. Sign in again to set it up.")


def begin(request, user):
    """A session of this person's begins to count."""
    session, now = request.session, int(time.time())
    if not session.session_key:
        session.create()
    row, _is_new = SignedIn.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "began_at": timezone.now(),
            "last_seen_at": timezone.now(),
            "user_agent": request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
        },
    )
    session.update({ROW: row.pk, BEGAN: now, SEEN: now})


def signed_in(sender, request, user, **kwargs):
    """Somebody has signed in, in whichever way: Django says so, and there is no other place that all ways pass."""
    begin(request, user)
    request.session[CONFIRMED] = int(time.time())


def why_ended(request, user) -> Promise | None:
    """Whether the session of this request is over, in words. No query, but for one every few minutes."""
    session, now = request.session, time.time()
    if ROW not in session:  # nobody signed in with it: made by hand, or before there were rows
        begin(request, user)
    elif now - session[SEEN] > settings.SESSION_IDLE_HOURS * HOUR:
        return IDLE
    elif now - session[BEGAN] > settings.SESSION_HOURS * HOUR:
        return OLD
    elif now - session[SEEN] > NOTED_EVERY and not _note(session, now):
        return ENDED
    return LACKING if SECOND_FACTOR not in session and user.must_use_second_factor else None


def _note(session, now) -> bool:
    session[SEEN] = int(now)
    rows = SignedIn.objects.filter(pk=session[ROW])
    return bool(rows.update(last_seen_at=timezone.now(), session_key=session.session_key))


def others(request):
    """Where else this person is signed in."""
    return request.user.sessions.exclude(pk=request.session.get(ROW))


def follow_key(request):
    """The session has got a new key; its row goes with it."""
    SignedIn.objects.filter(pk=request.session.get(ROW)).update(session_key=request.session.session_key)


def end(request):
    """This session, with all that is in it."""
    SignedIn.objects.filter(pk=request.session.get(ROW)).delete()
    request.session.flush()
