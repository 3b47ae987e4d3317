"""Who signed in and out, and who tried to: told by Django's own signals, which every way of signing in sends."""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from hotcrm.people.models import User

from .kinds import Kind
from .notes import note, note_later, note_limited


def listen():
    user_logged_in.connect(signed_in, dispatch_uid="audit_signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="audit_signed_out")
    user_login_failed.connect(failed, dispatch_uid="audit_sign_in_failed")
    user_locked_out.connect(locked_out, dispatch_uid="audit_locked_out")


def signed_in(sender, request, user, **kwargs):
    note(Kind.SIGNED_IN, by=user, request=request)


def signed_out(sender, request, user, **kwargs):
    if user is not None:
        note(Kind.SIGNED_OUT, by=user, request=request)


def failed(sender, credentials, request=None, **kwargs):
    note_later(tried, Kind.SIGN_IN_FAILED, credentials.get("username"), request)


def locked_out(sender, request, username, **kwargs):
    note_later(tried, Kind.LOCKED_OUT, username, request)


def tried(kind, username, request):
    """What was typed is not kept, for it may be a password: whose name it is, or that it is nobody's."""
    person = User.objects.filter(username=username).first() if is_name(username) else None
    same = None if kind == Kind.SIGN_IN_FAILED else ""  # each try counts; that the door is shut is said once
    note_limited(kind, by=None, target=person, request=request, same=same, known=person is not None)


def is_name(text) -> bool:
    return isinstance(text, str) and len(text) <= 150 and "\x00" not in text
