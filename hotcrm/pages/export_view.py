"""A list as it stands, as a file."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils import timezone
from django.views import View

from hotcrm.people.confirming import ask_first, is_confirmed
from hotcrm.people.rights import REFUSALS, Right, may
from hotcrm.records.refusals import NotAllowed

from .exporting import WRITERS, download
from .listing import Listing


MUCH = 1_000  # rows: more of them are not taken without the password


def takes_much(request, rows) -> bool:
    """Whoever sees everything could take everything; others are asked for many rows."""
    if is_confirmed(request):
        return False
    return request.user.sees_everything or rows.order_by()[: MUCH + 1].count() > MUCH


class ListExport(LoginRequiredMixin, View):
    """Takes the query string of the list page; `format` is csv or xlsx.

    A domain gives the page, `headers` and `rows`.
    """

    page: Any = None

    def headers(self) -> list[str]:
        raise NotImplementedError

    def rows(self, chosen):
        """The rows of the list, which `chosen` are, each as a sequence of values."""
        raise NotImplementedError

    def get(self, request):
        if not may(request.user, Right.EXPORT):
            raise NotAllowed(REFUSALS[Right.EXPORT])
        kind = request.GET.get("format", "csv")
        chosen = Listing(self.page, request.user, request.GET).rows()
        if answer := takes_much(request, chosen) and ask_first(request):
            return answer
        name = f"{self.page.model._meta.verbose_name_plural}-{timezone.localdate():%Y-%m-%d}".replace(" ", "-")
        return download(name, self.headers(), self.rows(chosen), kind=kind if kind in WRITERS else "csv")
