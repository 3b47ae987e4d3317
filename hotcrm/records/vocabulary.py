"""Which vocabulary is in force: read once a request or task, when the first word of it is said.

Where nobody listens (commands, programs at /api/, which speak codes) our own words are in force.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from django.utils.functional import lazy

from .models.policy import Glance, Vocabulary
from .reach import Reach


class Ear:
    """Hears the vocabulary of the house when it is first asked for it, and keeps to it. Where somebody is signed in it
    comes with what is asked of their place in the house anyway."""

    def __init__(self, user=None):
        self.user = user

    @cached_property
    def vocabulary(self) -> Vocabulary:
        is_known = self.user is not None and self.user.is_authenticated
        return Vocabulary((Reach.of(self.user).policy if is_known else Glance.now()).vocabulary)


_ear: ContextVar[Ear | None] = ContextVar("ear", default=None)


def in_force() -> Vocabulary:
    ear = _ear.get()
    return ear.vocabulary if ear else Vocabulary.HOTCRM


def is_ours() -> bool:
    return in_force() == Vocabulary.HOTCRM


def listen(user=None) -> None:
    """A request or a task begins. What the policy says counts to its end; for a download, which is written after its
    response was returned, until the next one begins on this thread."""
    _ear.set(Ear(user))


def fall_silent() -> None:
    _ear.set(None)


lazily = lazy(lambda say: say(), str)  # the promise of what a function without arguments will say


@contextmanager
def speaking(vocabulary: Vocabulary):
    """For reading and writing a vocabulary that need not be the one of the house."""
    ear = Ear()
    ear.vocabulary = vocabulary
    token = _ear.set(ear)
    try:
        yield
    finally:
        _ear.reset(token)


class VocabularyMiddleware:
    """Pages speak the words of the house; programs read codes, and our own words beside them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        fall_silent()
        if request.path.startswith("/api/"):
            return self.get_response(request)
        listen(request.user)
        response = self.get_response(request)
        if not response.streaming:
            fall_silent()
        return response
