"""What somebody had typed when their session was over: kept in the browser's next session, for them alone."""

import time

from django.utils.translation import gettext as _

from .addresses import is_ours

KEPT = "kept"
LARGEST = 100_000  # characters
KEPT_FOR = 3600  # seconds
SECRETS = ("password", "secret")
UNTYPED = ("next", "version", "token", "query", "sure")
WAS = "initial-"  # before the name of a field: what stood in it when the form was shown


def keep(request, user) -> bool:
    """Keep the form of this request for this person, and say whether: not what is large, nor files, nor secrets.

    Codes of a second factor are typed in this package alone; elsewhere a code is that of a campaign or of a place.
    """
    fields = [(name, request.POST.getlist(name)) for name in request.POST if name != "csrfmiddlewaretoken"]
    size = sum(len(name) + sum(map(len, values)) for name, values in fields)
    is_secret = any(word in name for name, _values in fields for word in SECRETS) or _is_own(request)
    if not fields or request.FILES or is_secret or size > LARGEST:
        return False
    request.session[KEPT] = {
        "user": user.pk,
        "at": int(time.time()),
        "path": request.get_full_path(),
        "page": page_of(request),
        "fields": fields,
    }
    return True


def kept_for(request) -> dict | None:
    found = request.session.get(KEPT)
    is_theirs = found and found["user"] == request.user.pk and time.time() - found["at"] < KEPT_FOR
    return found if is_theirs else None


def typed_in(found) -> list[tuple[str, list[str]]]:
    """What to show of it: the fields that differ from what stood there, by their words."""
    fields = dict(found["fields"])
    typed = {
        name: [value for value in values if value]
        for name, values in fields.items()
        if name not in UNTYPED and not name.startswith(WAS) and not _is_as_it_was(values, fields.get(f"{WAS}{name}"))
    }
    return [(_word_for(name), values) for name, values in typed.items() if values]


def forget(request):
    request.session.pop(KEPT, None)


def _is_as_it_was(values, were) -> bool:
    """A browser writes an instant to the minute and with a T; the form wrote it to the second."""
    return values == were or (len(values) == 1 and "T" in values[0] and _begins(were, values[0].replace("T", " ")))


def _begins(were, value) -> bool:
    return bool(were) and were[0].startswith(value)


def _word_for(name) -> str:
    """A form that is gone has no labels; what it asks for is mostly a field of a record, which the catalogue knows."""
    word = _(name.replace("_", " "))
    return word[:1].upper() + word[1:]


def _is_own(request) -> bool:
    return request.resolver_match.func.__module__.startswith(f"{__package__}.")


def page_of(request) -> str:
    """The page somebody looks at: its own address, or the one that a form or a part was sent from."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    sender = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    path = sender.removeprefix(f"{request.scheme}://{request.get_host()}")
    return path if is_ours(request, path) else "/"
