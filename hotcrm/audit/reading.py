"""What can be read from an answer: the status, and the record that the address names."""

import re
from collections.abc import Callable
from functools import cache, partial

from django.apps import apps
from django.contrib import admin
from django.db import DatabaseError, models
from django.urls import NoReverseMatch, reverse

from hotcrm.records.models import Record

from .kinds import Kind
from .notes import log, note_limited, note_seen

ABOUT = re.compile(r"([a-z]+):([1-9][0-9]{0,17})")
NAMED_BY = {  # of files and their places at records
    "file_download": "activities.Attachment",
    "file_delete": "activities.AttachmentLink",
    "api_file_content": "activities.AttachmentLink",
    "api_file_detail": "activities.AttachmentLink",
}
GATES = ("login", "logout", "admin_sign_in", "admin_sign_out")
ADMIN_PAGES = ("change", "history", "delete")


def facts_of(request, response) -> list[Callable[[], None]]:
    """What is to be written of this answer. Asks the database nothing yet."""
    match, status = request.resolver_match, response.status_code
    if match is None or not (status < 300 or status in (302, 403, 404)):
        return []
    is_gate = match.url_name in GATES
    if status == 403 and not is_gate and not getattr(response, "is_question", False):
        return [partial(quietly, note_refusal, request, match)]
    if status == 302 and "admin" in match.namespaces and not is_gate:
        return [partial(quietly, note_locked_door, request, match)]
    if status < 300 or status == 404:
        return [partial(quietly, *fact) for fact in facts_of_record(request, match, status)]
    return []


def facts_of_record(request, match, status):
    """That it was shown, or that it was asked for and not found."""
    if named := named_by(request, match):
        if status == 404:
            yield note_probe, request, match, named
        elif issubclass(named[0], Record):
            yield note_view, request, match, named


def note_view(request, match, named):
    model, key = named
    if by := person(request):
        note_seen(Kind.SAW, by=by, target=model(pk=key))


def note_refusal(request, match):
    model, key = named_by(request, match) or (None, 0)
    note_limited(
        Kind.REFUSED,
        by=person(request),
        target=model(pk=key) if model else None,
        same=f"{request.method}:{route(match)}",
        method=request.method,
        route=route(match),
    )


def note_probe(request, match, named):
    """What is not there leaves no trace; what is there, and not shown to this person, does."""
    (model, key), by = named, person(request)
    if by is None or not model._base_manager.filter(pk=key).exists():
        return
    if hasattr(model.objects, "visible_to") and model.objects.visible_to(by).filter(pk=key).exists():
        return
    note_limited(
        Kind.PROBED, by=by, target=model(pk=key), same=request.method, method=request.method, route=route(match)
    )


def note_locked_door(request, match):
    """The administration leads those who may not enter to its sign-in page."""
    if person(request) is not None and not admin.site.has_permission(request):
        note_refusal(request, match)


def quietly(write, *args):
    try:
        write(*args)
    except DatabaseError:
        log.exception("What was seen or refused could not be written to the audit.")


def person(request):
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def route(match) -> str:
    verb = match.kwargs.get("verb", "")
    return f"{match.view_name}:{verb}"[:60] if verb else match.view_name[:60]


def named_by(request, match) -> tuple[type[models.Model], int] | None:
    """(model, key) of what an address names, if it is one thing."""
    if "admin" in match.namespaces:
        return _named(admin_pages().get(match.url_name), match.kwargs.get("object_id"))
    if match.url_name in NAMED_BY:
        return _named(apps.get_model(NAMED_BY[match.url_name]), match.kwargs.get("pk"))
    if "kind" in match.kwargs:
        return _named(kinds().get(match.kwargs["kind"]), match.kwargs.get("pk"))
    if (found := places().match(request.path)) and (name := found.lastgroup):
        return _named(kinds()[name], found[name])
    if found := ABOUT.fullmatch(request.GET.get("about", "")):
        return _named(kinds().get(found[1]), found[2])
    return None


def _named(model, key) -> tuple[type[models.Model], int] | None:
    key = str(key or "")
    return (model, int(key)) if model and key.isascii() and key.isdigit() and len(key) < 19 else None


@cache
def kinds() -> dict[str, type[models.Model]]:
    """The kinds of record that have a list of their own, by the word for one of them."""
    return {
        str(model._meta.model_name): model
        for model in apps.get_models()
        if issubclass(model, Record) and list_of(model)
    }


@cache
def places() -> re.Pattern:
    """Below which addresses a number names a record: `/leads/5/…`, `/api/v1/leads/5/…`."""
    return re.compile("|".join(f"{url}(?P<{name}>[0-9]+)/" for name, url in _lists()))


def _lists():
    for name, model in kinds().items():
        pages, api = list_of(model), list_of(model, "api_")
        yield name, f"(?:{'|'.join(re.escape(url) for url in (pages, api) if url)})"


def list_of(model, before="") -> str:
    try:
        return reverse(f"{before}{model._meta.model_name}_list")
    except NoReverseMatch:
        return ""


@cache
def admin_pages() -> dict[str, type[models.Model]]:
    return {
        f"{model._meta.app_label}_{model._meta.model_name}_{page}": model
        for model in admin.site._registry
        for page in ADMIN_PAGES
    }
