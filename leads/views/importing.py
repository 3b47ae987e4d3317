"""Leads from a file: upload, choose what the columns are, watch, read what was rejected."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note_once
from hotcrm.pages.exporting import download
from hotcrm.pages.importing.starting import begin, start
from hotcrm.pages.importing.unreadable import Unreadable
from hotcrm.pages.models import ImportRun
from hotcrm.records.verbs import type_of
from leads.forms.importing import MappingForm, UploadForm
from leads.importing import IMPORTER
from leads.models import Lead

REJECTS_SHOWN = 20
RUNS_SHOWN = 20


class ImportView(LoginRequiredMixin, View):
    """For those who may import; a run of somebody else is not found. Other records come in by the same pages."""

    model: Any = Lead
    importer: Any = IMPORTER
    form: Any = MappingForm
    templates = "leads"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.importer.check_right(request.user)
        return super().dispatch(request, *args, **kwargs)

    def runs(self):
        return ImportRun.objects.visible_to(self.request.user).filter(type=type_of(self.model))

    def address(self, page="", *args) -> str:
        """Of the page where a file is chosen, or of one of a run: `run`, `map`, `cancel`, `rejects`."""
        return reverse(f"lead_import_{page}" if page else "lead_import", args=args)

    def trail(self) -> list:
        return [(_("Leads"), reverse("lead_list")), (_("Import"), self.address())]

    def run(self, pk) -> ImportRun:
        return get_object_or_404(self.runs().select_related("type", "by"), pk=pk)

    def show(self, template, *, status=200, **context):
        context = {"trail": self.trail(), "upload_url": self.address(), **context}
        return render(self.request, f"{self.templates}/{template}", context, status=status)


class LeadImport(ImportView):
    def get(self, request, **kwargs):
        return self.upload(UploadForm())

    def post(self, request, **kwargs):
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.upload(form, status=422)
        try:
            run = begin(self.model, form.cleaned_data["file"], by=request.user)
        except Unreadable as problem:
            form.add_error("file", str(problem))
            return self.upload(form, status=422)
        return redirect(self.address("map", run.pk))

    def upload(self, form, *, status=200):
        runs = [(run, self.address("run", run.pk)) for run in self.runs().select_related("by")[:RUNS_SHOWN]]
        return self.show("import_upload.html", form=form, runs=runs, status=status)


class LeadImportMap(ImportView):
    def get(self, request, pk, **kwargs):
        run = self.run(pk)
        if not run.is_choosing:
            return redirect(self.address("run", pk))
        return self.mapping(run, self.form(run=run, user=request.user))

    def post(self, request, pk, **kwargs):
        run = self.run(pk)
        if not run.is_choosing:
            return redirect(self.address("run", pk))
        form = self.form(request.POST, run=run, user=request.user)
        if not form.is_valid():
            return self.mapping(run, form, status=422)
        if "preview" in request.POST:
            return self.mapping(run, form)
        start(run, mapping=form.mapping, options=self.kept(form))
        return redirect(self.address("run", pk))

    def kept(self, form) -> dict:
        """What the run is given to keep."""
        return form.choices

    def mapping(self, run, form, *, status=200):
        places = form.places() if hasattr(form, "places") and status == 200 else ()
        return self.show("import_map.html", run=run, form=form, places=places, status=status)


class LeadImportRun(ImportView):
    def get(self, request, pk, **kwargs):
        run = self.run(pk)
        if run.is_choosing:
            return redirect(self.address("map", pk))
        if request.htmx and run.is_finished:
            return HttpResponse(headers={"HX-Refresh": "true"})  # the whole page tells more
        template = "_import_progress.html" if request.htmx else "import_run.html"
        urls = {f"{page}_url": self.address(page, pk) for page in ("run", "cancel", "rejects")}
        return self.show(template, run=run, rejects=run.rejects.all()[:REJECTS_SHOWN], **urls)


class LeadImportCancel(ImportView):
    def post(self, request, pk, **kwargs):
        if self.run(pk).cancel():
            messages.info(request, _("The import was stopped. What is in stays in."))
        return redirect(self.address("run", pk))


class LeadImportRejects(ImportView):
    def get(self, request, pk, **kwargs):
        run = self.run(pk)
        note_once(Kind.DOWNLOADED, by=request.user, target=run)
        rejects = run.rejects.values_list("cells", "number", "reason").iterator(chunk_size=1000)
        rows = ([*cells, number, reason] for cells, number, reason in rejects)
        return download(f"rejected-{run.pk}", [*run.headers, _("Row"), _("Reason")], rows)
