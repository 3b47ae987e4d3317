"""What every request tells the audit: which record it showed, and what it was refused.

Written once the answer is on its way: nobody waits for it, no page fails because of it, and what is out of sight is
answered exactly as fast as what does not exist.
"""

from .asking import Asking
from .reading import facts_of


class AuditMiddleware:
    """Stands around the others, so that it hears of what they refuse."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with Asking(request) as asking:
            response = self.get_response(request)
        asking.waiting += facts_of(request, response)
        if asking.waiting:
            write_after(response, asking)
        return response


def write_after(response, asking):
    """A server closes an answer when its last byte is sent."""
    close = response.close

    def write_and_close():
        waiting, asking.waiting = asking.waiting, []
        with asking:
            for write in waiting:
                write()
        close()

    response.close = write_and_close
