"""In which language and time zone a request is answered."""

from django.utils import timezone, translation
from django.utils.translation.trans_real import parse_accept_lang_header


def speak(request, user):
    """The language a program asks for in `Accept-Language`, else that of the person; their time zone in any case.

    The middleware puts back what it found.
    """
    translation.activate(language_asked_for(request) or user.language)
    timezone.activate(user.zone)


def language_asked_for(request) -> str | None:
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            return None
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return None
