from django.utils import timezone, translation

from .languages import COOKIE, spoken


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


def _language_of(request):
    chosen = request.COOKIES.get(COOKIE)
    return chosen if spoken(chosen) else translation.get_language_from_request(request)
