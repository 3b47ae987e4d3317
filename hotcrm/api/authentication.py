"""Who asks: a program by its token, or a page of ours by its session."""

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note_later, note_limited
from hotcrm.people.addresses import address_of
from hotcrm.people.models import ApiToken
from hotcrm.people.models.token import digest_of

from .throttling import Budget, visitors

WORDS = ("bearer", "token")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer hot_…` (or `Token hot_…`). One query for the token and its person; once a minute one more
    that notes the use.

    Guessing is limited like signing in: after so many *different* wrong tokens from one address no token is looked
    at from there for a while. A program that keeps on sending one revoked token locks nobody else out.
    """

    def authenticate(self, request):
        secret = secret_of(request)
        if secret is None:
            return None
        address, guesses = address_of(request), _guesses()
        if wait := guesses.overdrawn(address):
            raise Throttled(wait)
        token = ApiToken.of(secret)
        if token is None:
            if guesses.is_new(address, digest_of(secret)):
                guesses.spend(address)
                note_later(note_limited, Kind.TOKEN_REFUSED, by=None)
            if wait := visitors().spend(address):
                raise Throttled(wait)
            raise AuthenticationFailed(_("This token does not work, or no more."))
        token.note_use()
        return token.user, token

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):
    """What the OpenAPI document says of it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A personal token: Bearer hot_…"}


def secret_of(request) -> str | None:
    """What stands behind `Bearer` or `Token`; None where the header speaks of something else, or is missing."""
    word, _space, secret = request.headers.get("Authorization", "").strip().partition(" ")
    return secret.strip() if word.lower() in WORDS else None


def _guesses() -> Budget:
    return Budget("wrong-token", settings.AXES_FAILURE_LIMIT, int(settings.AXES_COOLOFF_TIME * 3600))
