"""How far a run in the background has come."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from hotcrm.pages.models import Run
from hotcrm.records.refusals import NotFound

from .views import Address, Operation


class RunOutput(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api_run_detail")

    class Meta:
        model = Run
        fields = ("id", "verb", "status", "total", "done", "refused", "url")
        read_only_fields = fields


class RunDetail(Address):
    tag = "runs"
    operations = {
        "get": Operation(
            "run_read",
            _("Read: run"),
            _("Your own; the page of it lists who was left out, and why."),
            answer=RunOutput,
            refusals=(404,),
        )
    }

    def get(self, request, pk):
        run = Run.objects.visible_to(request.user).filter(pk=pk).first()
        if run is None:
            raise NotFound
        return Response(RunOutput(run, context={"request": request}).data)
