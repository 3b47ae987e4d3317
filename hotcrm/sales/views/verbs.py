"""A verb's own page: GET asks, POST does."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views import View

from hotcrm.activities.mentions import hint
from hotcrm.pages.actions import done, into, named_in, refused, way_back
from hotcrm.records.refusals import Invalid, Refused
from hotcrm.records.verbs import verbs_for, verbs_of

from .actions import url_of
from .editing import put_errors, with_doubt

NOT_HERE = ("edit", "attach")  # have pages of their own
SAID = {
    "change_owner": _("%(name)s now belongs to %(owner)s."),
    "log": _("Logged."),
    "comment": _("Your comment stands in the timeline."),
    "plan_task": _("The task was added."),
    "add_to_team": _("The colleague is on the team now."),
    "change_access": _("The access was changed."),
    "remove_from_team": _("The colleague is not on the team any more."),
}


class RecordVerb(LoginRequiredMixin, View):
    page: Any = None  # the `RecordPage` of its kind

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.model = self.page.model()
        self.name = self.page.list_page.verb_at(kwargs["verb"])
        self.verb = verbs_of(self.model).get(self.name)
        if self.verb is None or self.name in NOT_HERE:
            raise Http404
        rows = self.model.objects.visible_to(request.user).select_related(*self.model.read_with_lock)
        self.record = get_object_or_404(rows, pk=kwargs["pk"])
        if refusal := verbs_for([self.record], request.user, [self.name])[self.record.pk][self.name]:
            return refused(request, refusal, self.record.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk, verb):
        return self.show(self.form())

    def post(self, request, pk, verb):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            getattr(self.record, self.name)(by=request.user, **form.kwargs)
        except (Invalid, ValidationError) as error:
            put_errors(form, error)
            return self.show(form, status=422)
        except Refused as refusal:
            if refusal.field in form.fields:
                form.add_error(refusal.field, str(refusal))
                return self.show(form, status=422)
            return refused(request, refusal, self.record.get_absolute_url())
        return done(request, self.next_url(), *with_doubt(self.said, self.page.doubt(self.record)))

    def form(self, data=None):
        form, named = self.page.list_page.form_of(self.name), named_in(self.request, *self.page.named)
        return form(data, user=self.request.user, record=self.record, initial=named)

    @property
    def said(self):
        record = self.record
        stage = record.get_stage_display() if hasattr(record, "stage") else ""
        words = {"name": record, "owner": record.owner, "stage": stage}
        said = str((SAID | self.page.said).get(self.name, _t("%(name)s: done."))) % words
        return " ".join(filter(None, (said, hint(getattr(record, "not_told", ())))))

    def next_url(self):
        """Back to where one came from; to the list when the record is out of sight now."""
        own, everything = self.record.get_absolute_url(), self.page.list_page.address()
        if self.model.objects.visible_to(self.request.user).filter(pk=self.record.pk).exists():
            return way_back(self.request, own)
        url = way_back(self.request, everything)
        return everything if url.startswith(own) else url

    def show(self, form, status=200):
        context = {
            "form": form,
            "record": self.record,
            "verb": self.verb,
            "url": url_of(self.record, self.name),
            "next": way_back(self.request, self.record.get_absolute_url()),
        }
        template = "pages/_verb_form.html" if self.request.htmx else "pages/verb.html"
        response = render(self.request, template, context, status=status)
        if self.request.htmx and status == 422 and not self.request.headers.get("HX-Dialog"):
            return into(response, "#dialog-body")
        return response
