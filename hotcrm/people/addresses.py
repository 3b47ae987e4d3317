"""Where a person may be led to: never to another host."""

from django.utils.http import url_has_allowed_host_and_scheme


def is_ours(request, url: str) -> bool:
    """Whether an address that came with a request leads to a page of this house, and can stand in a header."""
    return (
        url.startswith("/")
        and url.isprintable()
        and url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    )
