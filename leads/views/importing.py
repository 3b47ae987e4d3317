"""Leads from a file: upload, choose what the columns are, watch, read what was rejected."""

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
    """For those who may import; a run of somebody else is not found."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            IMPORTER.check_right(request.user)
        return super().dispatch(request, *args, **kwargs)

    def runs(self):
        return ImportRun.objects.visible_to(self.request.user).filter(type=type_of(Lead))

    def run(self, pk) -> ImportRun:
        return get_object_or_404(self.runs().select_related("type", "by"), pk=pk)

    def show(self, template, *, status=200, **context):
        trail = [(_("Leads"), reverse("lead_list")), (_("Import"), reverse("lead_import"))]
        return render(self.request, f"leads/{template}", {"trail": trail, **context}, status=status)


class LeadImport(ImportView):
    def get(self, request):
        return self.upload(UploadForm())

    def post(self, request):
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.upload(form, status=422)
        try:
            run = begin(Lead, form.cleaned_data["file"], by=request.user)
        except Unreadable as problem:
            form.add_error("file", str(problem))
            return self.upload(form, status=422)
        return redirect("lead_import_map", run.pk)

    def upload(self, form, *, status=200):
        runs = self.runs().select_related("by")[:RUNS_SHOWN]
        return self.show("import_upload.html", form=form, runs=runs, status=status)


class LeadImportMap(ImportView):
    def get(self, request, pk):
        run = self.run(pk)
        if not run.is_choosing:
            return redirect("lead_import_run", pk)
        return self.mapping(run, MappingForm(run=run, user=request.user))

    def post(self, request, pk):
        run = self.run(pk)
        if not run.is_choosing:
            return redirect("lead_import_run", pk)
        form = MappingForm(request.POST, run=run, user=request.user)
        if not form.is_valid():
            return self.mapping(run, form, status=422)
        start(run, mapping=form.mapping, options=form.choices)
        return redirect("lead_import_run", pk)

    def mapping(self, run, form, *, status=200):
        return self.show("import_map.html", run=run, form=form, status=status)


class LeadImportRun(ImportView):
    def get(self, request, pk):
        run = self.run(pk)
        if run.is_choosing:
            return redirect("lead_import_map", pk)
        if request.htmx and run.is_finished:
            return HttpResponse(headers={"HX-Refresh": "true"})  # the whole page tells more
        template = "_import_progress.html" if request.htmx else "import_run.html"
        return self.show(template, run=run, rejects=run.rejects.all()[:REJECTS_SHOWN])


class LeadImportCancel(ImportView):
    def post(self, request, pk):
        if self.run(pk).cancel():
            messages.info(request, _("The import was stopped. What is in stays in."))
        return redirect("lead_import_run", pk)


class LeadImportRejects(ImportView):
    def get(self, request, pk):
        run = self.run(pk)
        note_once(Kind.DOWNLOADED, by=request.user, target=run)
        rejects = run.rejects.values_list("cells", "number", "reason").iterator(chunk_size=1000)
        rows = ([*cells, number, reason] for cells, number, reason in rejects)
        return download(f"rejected-{run.pk}", [*run.headers, _("Row"), _("Reason")], rows)
