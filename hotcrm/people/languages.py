"""The languages we speak, and how one is remembered of somebody who is not signed in."""

from django.conf import settings

COOKIE = "language"
A_YEAR = 365 * 24 * 3600


def spoken(language) -> bool:
    return language in dict(settings.LANGUAGES)


def remember(language, response):
    response.set_cookie(COOKIE, language, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
