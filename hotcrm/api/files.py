"""Files at records: uploaded in parts, listed in JSON, given back as bytes."""

from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from hotcrm.activities.forms import AT_ONCE, UploadForm
from hotcrm.activities.models import AttachmentLink
from hotcrm.activities.uploads import stored
from hotcrm.activities.views.files import body_limit, download_of
from hotcrm.activities.views.records import seen_places
from hotcrm.pages.keyset import Order
from hotcrm.records.refusals import Invalid, NotFound, Refused

from .errors import WHOLE
from .inputs import NO_SUCH_FIELD
from .listing import Walk
from .operations import PAGING, page_of
from .parsing import FilesBody
from .records import RecordAddress, refuse
from .views import Address, Operation

NEWEST = Order("at", descending=True)
FIELD = "file"


class FileOutput(serializers.Serializer):
    """A file at one record. Where it lies at another record too, it has another id there."""

    id = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(source="attachment.name", read_only=True)
    size = serializers.IntegerField(source="attachment.size", read_only=True, help_text=_("In bytes."))
    uploaded_by = serializers.CharField(source="attachment.by.username", read_only=True, allow_null=True)
    uploaded_at = serializers.DateTimeField(source="attachment.at", read_only=True)
    url = serializers.HyperlinkedIdentityField(view_name="api_file_content", help_text=_("Where its bytes are."))


class FilesAddedOutput(serializers.Serializer):
    added = serializers.IntegerField(read_only=True, help_text=_("How many of them did not lie here before."))
    files = FileOutput(many=True, read_only=True)


@extend_schema_field(OpenApiTypes.BINARY)
class BytesField(serializers.FileField):
    """Said to be bytes: what a file is taken for otherwise is an address."""


class UploadInput(serializers.Serializer):
    file = serializers.ListField(child=BytesField(), min_length=1, max_length=AT_ONCE, help_text=_("One or several."))


class RecordFiles(RecordAddress):
    """The verb `attach`. It needs no idempotency key: the same bytes under the same name are not put there twice."""

    parser_classes = (FilesBody,)
    body_limit = staticmethod(body_limit)

    def operation(self, method):
        one = {"record": self.kind.model._meta.verbose_name}
        if method == "get":
            told: dict[str, Any] = {"answer": page_of(FileOutput), "parameters": PAGING, "refusals": (400, 404)}
            return Operation(f"{self.kind.name}_files_list", _t("List files: %(record)s") % one, **told)
        return Operation(
            f"{self.kind.name}_files_add",
            _t("Add files: %(record)s") % one,
            _t("Answers with the files that were sent, as they lie there; what lay there already is not added again."),
            request=UploadInput,
            answer=FilesAddedOutput,
            status=201,
            refusals=(404, 409, 503),
            is_repeatable=True,
        )

    def get(self, request, pk):
        links = AttachmentLink.objects.about(self.record(pk)).select_related("attachment__by")
        return Walk(links.order_by(), NEWEST, request).response(self.said)

    def post(self, request, pk):
        record = self.record(pk)
        refuse(record, request.user, "attach")
        try:
            with stored(sent_in(request)) as uploads:
                added = record.attach(by=request.user, files=uploads) or []
                here = links_to(uploads, record)
        except Invalid as error:
            raise ValidationError({FIELD: [str(error)]})
        return Response({"added": len(added), "files": self.said(here)}, status=201)

    def said(self, links):
        return FileOutput(links, many=True, context={"request": self.request}).data


class FileAddress(Address):
    """A file at a record is not found where one does not see the record."""

    tag = "files"

    def link(self, pk) -> AttachmentLink:
        link = AttachmentLink.objects.select_related("type", "attachment").filter(pk=pk).first()
        if link is None or not seen_places([link], self.request.user):
            raise NotFound
        return link


class FileDetail(FileAddress):
    http_method_names = ["delete"]
    operations = {
        "delete": Operation(
            "file_delete",
            _("Remove a file"),
            _("For who uploaded it, and for CRM administrators. At other records it stays."),
            status=204,
            refusals=(404,),
        )
    }

    def delete(self, request, pk):
        self.link(pk).remove(by=request.user)
        return Response(status=204)


class FileContent(FileAddress):
    http_method_names = ["get", "head"]
    operations = {
        "get": Operation(
            "file_content",
            _("Download a file"),
            _("Its bytes, always as a file to be kept."),
            answer=OpenApiTypes.BINARY,
            media_type="application/octet-stream",
            refusals=(404,),
        )
    }

    def perform_content_negotiation(self, request, force=False):
        """The bytes come as they are, whatever kind is asked for; a refusal is JSON."""
        return JSONRenderer(), JSONRenderer.media_type

    def get(self, request, pk):
        return download_of(self.link(pk).attachment, by=request.user)


def sent_in(request) -> list:
    """The files of a request, as the page's form lets them pass. Raises `ValidationError`; `Refused` for one that is
    too large."""
    if unknown := sorted(set(request.data) - {FIELD}):
        raise ValidationError({name or WHOLE: [NO_SUCH_FIELD] for name in unknown})
    form = UploadForm({}, MultiValueDict({"files": request.FILES.getlist(FIELD)}))
    for error in form.errors.as_data().get("files", ()):
        if error.code == "too_large":
            raise Refused(error.messages[0], code="too_large", status=413, field=FIELD)
        raise ValidationError({FIELD: error.messages})
    return form.cleaned_data["files"]


def links_to(uploads, record) -> list[AttachmentLink]:
    """Where these lie at the record, in the order they were sent. One query."""
    order = {(upload.digest, upload.name): number for number, upload in reversed(list(enumerate(uploads)))}
    rows = AttachmentLink.objects.about(record).filter(attachment__digest__in=[digest for digest, _name in order])
    links = {(link.attachment.digest, link.attachment.name): link for link in rows.select_related("attachment__by")}
    return [links[key] for key in sorted(links.keys() & order.keys(), key=lambda key: order[key])]
