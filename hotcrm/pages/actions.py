"""What the pages of actions share: the way back, and words that reach the reader with or without htmx."""

import json
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from hotcrm.people.addresses import is_ours


def way_back(request, fallback: str) -> str:
    """Where the person came from, as the form says; never another host."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if is_ours(request, url) else fallback


def named_in(request, *names: str) -> dict:
    """Whom, or what, an address that leads to a form names already."""
    return {name: request.GET[name] for name in ("person", *names) if name in request.GET}


def done(request, url: str, message: str = "", level=messages.SUCCESS) -> HttpResponse:
    """After an action: on to `url`, where the message is read. A dialog or a foreign page is left as a whole."""
    if message:
        messages.add_message(request, level, message)
    if request.htmx and (request.headers.get("HX-Dialog") or _leads_away(request, url)):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _leads_away(request, url) -> bool:
    """Whether the next page is another one, which has no place in a part of this one."""
    here = request.htmx.current_url_abs_path
    return here is not None and urlsplit(here).path != urlsplit(url).path


def refused(request, refusal, url: str) -> HttpResponse:
    """A refusal said in place: as a toast to htmx. Without htmx the refusal's own page answers."""
    if not request.htmx:
        raise refusal
    headers = {"HX-Trigger": toast(str(refusal), "error")}
    return HttpResponse(str(refusal), status=refusal.status, headers=headers)


def toast(message: str, level: str) -> str:
    return json.dumps({"toast": {"message": message, "level": level}})


def with_toasts(request, response: HttpResponse) -> HttpResponse:
    """Hand waiting messages to a page that is only swapped in part."""
    if request.htmx and (waiting := list(messages.get_messages(request))):
        text = " ".join(str(message) for message in waiting)
        response.headers["HX-Trigger"] = toast(text, waiting[-1].level_tag)
    return response


def into(response: HttpResponse, target: str, swap: str = "innerHTML") -> HttpResponse:
    """Let htmx put an answer elsewhere than its form had planned: errors beside what was typed."""
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = target, swap
    return response
