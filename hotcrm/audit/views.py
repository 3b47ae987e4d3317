"""The audit, for CRM administrators and auditors."""

import json

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from hotcrm.pages.exporting import download
from hotcrm.people.confirming import ask_first
from hotcrm.people.rights import REFUSALS, Right, may
from hotcrm.records.refusals import NotAllowed

from .exports import exported
from .forms import AuditFilter
from .lines import lines_of
from .models import AuditEntry
from .readers import NEWEST, entries, may_read

PAGE = 50
CHUNK = 2_000
FIELDS = ("at", "by", "area", "kind", "type", "object_id", "address", "token", "data")


class ForReaders(LoginRequiredMixin, View):
    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not may_read(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class AuditList(ForReaders, TemplateView):
    """Newest first; a page begins after an entry."""

    template_name = "audit/list.html"

    def get_context_data(self, **kwargs):
        form = AuditFilter(self.request.GET)
        rows, band = entries(form.chosen), NEWEST.bands[0]
        if cursor := NEWEST.read(self.request.GET.get("before", ""), AuditEntry):
            rows = rows.filter(band.beyond(cursor))
        found = list(rows.select_related("by", "type", "token")[: PAGE + 1])
        return super().get_context_data(
            **kwargs,
            form=form,
            lines=lines_of(found[:PAGE], self.request.user),
            next_url=self.url(before=NEWEST.place_of(found[PAGE - 1], 1)) if len(found) > PAGE else "",
            export_query=self.url(before=""),
            may_export=may(self.request.user, Right.EXPORT),
        )

    def url(self, *, before) -> str:
        query = self.request.GET.copy()
        query.pop("before", None)
        if before:
            query["before"] = str(before)
        return f"?{query.urlencode()}"


class AuditExport(ForReaders):
    """What is chosen, as CSV: codes and numbers, as they are kept."""

    def get(self, request):
        if not may(request.user, Right.EXPORT):
            raise NotAllowed(REFUSALS[Right.EXPORT])
        if answer := ask_first(request):
            return answer
        chosen = AuditFilter(request.GET).chosen
        rows = exported(
            rows_of(entries(chosen)),
            by=request.user,
            model=AuditEntry,
            format="csv",
            fields=list(FIELDS),
            filters=sorted(chosen),
        )
        return download(f"{_('audit')}-{timezone.localdate():%Y-%m-%d}", list(FIELDS), rows)


def rows_of(found):
    paths = ("at", "by__username", "area", "kind", "type__model", "object_id", "address", "token_id", "data")
    for *values, data in found.values_list(*paths).iterator(chunk_size=CHUNK):
        yield (*values, json.dumps(data, ensure_ascii=False, sort_keys=True))
