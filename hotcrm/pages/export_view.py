"""A list as it stands, as a file."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils import timezone
from django.views import View

from hotcrm.audit.exports import exported
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

    A domain gives the page, `fields`, `headers` and `rows`.
    """

    page: Any = None

    @property
    def fields(self) -> Sequence[str]:
        """The names of the columns, for the audit."""
        raise NotImplementedError

    def headers(self) -> list[str]:
        raise NotImplementedError

    def rows(self, chosen):
        """The rows of the list, which `chosen` are, each as a sequence of values."""
        raise NotImplementedError

    def get(self, request):
        if not may(request.user, Right.EXPORT):
            raise NotAllowed(REFUSALS[Right.EXPORT])
        kind = request.GET.get("format", "csv")
        kind = kind if kind in WRITERS else "csv"
        listing = Listing(self.page, request.user, request.GET)
        chosen = listing.rows()
        if answer := takes_much(request, chosen) and ask_first(request):
            return answer
        told = {"format": kind, "fields": list(self.fields), **listing.told}
        rows = exported(self.rows(chosen), by=request.user, model=self.page.model, **told)
        name = f"{self.page.model._meta.verbose_name_plural}-{timezone.localdate():%Y-%m-%d}".replace(" ", "-")
        return download(name, self.headers(), rows, kind=kind)
