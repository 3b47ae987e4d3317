"""Where a person may be led to, never to another host; and where a request comes from."""

from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.throttling import BaseThrottle


def is_ours(request, url: str) -> bool:
    """Whether an address that came with a request leads to a page of this house, and can stand in a header."""
    return (
        url.startswith("/")
        and url.isprintable()
        and url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    )


def address_of(request) -> str:
    """Where a request comes from; what a proxy says of it counts where there is one (see `NUM_PROXIES`)."""
    return BaseThrottle().get_ident(request)
