"""Files come in at a record, and go out to whoever sees one of the records they belong to."""

import logging

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext
from django.views import View

from hotcrm.activities.files import Files
from hotcrm.activities.forms import AT_ONCE, UploadForm
from hotcrm.activities.models import Attachment, AttachmentLink
from hotcrm.activities.uploads import stored
from hotcrm.audit.kinds import Kind
from hotcrm.audit.notes import note_once
from hotcrm.pages.actions import done, into, refused, way_back
from hotcrm.records.refusals import Invalid, Refused

from .records import RecordView, refusal_of, seen_places

log = logging.getLogger(__name__)


def body_limit() -> int:
    """Bytes of a request that brings files: see `hotcrm.pages.body_limit`."""
    return settings.FILE_LIMIT_MB * 1024 * 1024 * 4 + 1024 * 1024


def download_of(file: Attachment, *, by) -> FileResponse:
    """Always as a file to be kept, never as a page of ours: whatever it says it is, no browser is to run it here.

    Nothing goes out that could not be written down. Raises `Http404` where the store has lost its bytes.
    """
    try:
        content = file.file.open("rb")
    except FileNotFoundError:
        log.error("The bytes of file %s are not in the store.", file.pk)
        raise Http404 from None
    note_once(Kind.DOWNLOADED, by=by, target=file)
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


class RecordFiles(RecordView):
    """GET: all files of a record. POST: more of them, one or several."""

    body_limit = staticmethod(body_limit)

    def get(self, request, kind, pk):
        return self.show(UploadForm())

    def post(self, request, kind, pk):
        if refusal := refusal_of(self.record, request.user, "attach"):
            return refused(request, refusal, self.back)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            with stored(form.cleaned_data["files"]) as uploads:
                added = self.record.attach(by=request.user, files=uploads) or []
                known = len(uploads) - len(added)
        except Invalid as error:
            form.add_error("files", str(error))
            return self.show(form, status=422)
        except Refused as refusal:
            return refused(request, refusal, self.back)
        return done(request, self.back, said(len(added), known))

    @property
    def back(self):
        return way_back(self.request, self.record.get_absolute_url())

    def show(self, form, status=200):
        in_panel = self.request.htmx and status == 422
        context = {
            "record": self.record,
            "files": Files(self.record, self.request.user, all=not in_panel),
            "upload_form": form,
            "may_attach": refusal_of(self.record, self.request.user, "attach") is None,
            "at_once": AT_ONCE,
            "back": self.back,
        }
        template = "activities/_files.html" if in_panel else "activities/files.html"
        response = render(self.request, template, context, status=status)
        return into(response, "#files", "outerHTML") if in_panel else response


class FileDownload(LoginRequiredMixin, View):
    http_method_names = ["get", "head"]

    def get(self, request, pk):
        return download_of(get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk), by=request.user)


class FileDelete(LoginRequiredMixin, View):
    """Takes a file off one record: `pk` is that of the link between them."""

    http_method_names = ["post"]

    def post(self, request, pk):
        link = get_object_or_404(AttachmentLink.objects.select_related("type", "attachment"), pk=pk)
        places = seen_places([link], request.user)
        if not places:
            raise Http404
        back = way_back(request, places[0][1].get_absolute_url())
        try:
            gone = link.remove(by=request.user)
        except Refused as refusal:
            return refused(request, refusal, back)
        words = {"file": link.attachment}
        return done(request, back, _t("“%(file)s” was removed.") % words if gone else "")


def said(added: int, known: int) -> str:
    """How many came in, and how many were here before."""
    new = ngettext("%(count)d file was added.", "%(count)d files were added.", added) % {"count": added}
    old = ngettext("%(count)d file is here already.", "%(count)d files are here already.", known) % {"count": known}
    return " ".join(text for text, count in ((new, added), (old, known)) if count)
