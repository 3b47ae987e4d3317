from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, ListView

from hotcrm.pages.keyset import MOST
from hotcrm.pages.models import Outcome, Run

from .undoing import undo
from .values import in_words

PAGE = 50
READ_WITH = ("type", "by", "undo_of__type", "undone_by")


class RunList(LoginRequiredMixin, ListView):
    """My runs, newest first; a CRM administrator sees everybody's."""

    template_name = "pages/run_list.html"

    def get_queryset(self):
        runs = Run.objects.visible_to(self.request.user).select_related(*READ_WITH)
        before = number(self.request.GET.get("before"))
        return runs.filter(pk__lt=before) if before else runs

    def get_context_data(self, **kwargs):
        runs = list(self.object_list[: PAGE + 1])
        more = f"?before={runs[PAGE - 1].pk}" if len(runs) > PAGE else ""
        return super().get_context_data(runs=runs[:PAGE], next_url=more, **kwargs)


class RunDetail(LoginRequiredMixin, DetailView):
    """How far a run is and what became of each record. htmx asks for the progress alone, once a second."""

    def get_queryset(self):
        return Run.objects.visible_to(self.request.user).select_related(*READ_WITH)

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        # Over: the whole page is read again, with its lines and what can be done next.
        return response if self.object.is_live or not request.htmx else HttpResponse(headers={"HX-Refresh": "true"})

    def get_template_names(self):
        return ["pages/_run_progress.html" if self.request.htmx else "pages/run_detail.html"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if self.request.htmx else context | self.lines()

    def lines(self) -> dict:
        outcome = self.request.GET.get("outcome")
        items = self.object.items.order_by("object_id")
        if outcome in Outcome.values:
            items = items.filter(outcome=outcome)
        items = list(items.filter(object_id__gt=number(self.request.GET.get("after")) or 0)[: PAGE + 1])
        query = self.request.GET.copy()
        query["after"] = items[PAGE - 1].object_id if len(items) > PAGE else ""
        self.name(items[:PAGE])
        return {
            "items": items[:PAGE],
            "next_url": f"?{query.urlencode()}" if len(items) > PAGE else "",
            "outcome": outcome,
            "outcomes": [(Outcome.REFUSED, self.object.refused), (Outcome.DONE, self.object.done)],
            "reasons": self.object.reasons() if self.object.refused else [],
            "values": in_words(self.object.params, self.request.user),
        }

    def name(self, items):
        """Put the records beside their lines, as far as the reader may see them, and what was made of them."""
        model, user = self.object.type.model_class(), self.request.user
        seen = model.objects.visible_to(user).in_bulk([item.object_id for item in items])
        made = model.made_by(self.object.verb, seen.values(), user) if hasattr(model, "made_by") else {}
        for item in items:
            item.record, item.made = seen.get(item.object_id), made.get(item.object_id, ())


@require_POST
@login_required
def cancel_run(request, pk):
    run = get_object_or_404(Run.objects.visible_to(request.user), pk=pk)
    if run.cancel():
        messages.info(request, _("The run was cancelled. What was done stays done."))
    else:
        messages.warning(request, _("The run was over already."))
    return redirect(run)


@require_POST
@login_required
def undo_run(request, pk):
    return redirect(undo(get_object_or_404(Run.objects.visible_to(request.user), pk=pk), by=request.user))


def number(text) -> int | None:
    """A key from an address; None for whatever else stands there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 and int(text) < MOST else None
