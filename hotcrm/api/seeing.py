"""Why one sees a record, and who works on it beside its owner."""

from django.utils.translation import gettext as _t
from rest_framework import serializers
from rest_framework.response import Response

from hotcrm.records.models import Access, TeamMember
from hotcrm.records.verbs import type_of
from hotcrm.records.visibility import reasons

from .records import RecordAddress
from .views import Operation


class WhyOutput(serializers.Serializer):
    reasons = serializers.ListField(child=serializers.CharField())


class MemberOutput(serializers.Serializer):
    person = serializers.CharField(source="user.username")
    access = serializers.ChoiceField(choices=Access.choices)


class TeamOutput(serializers.Serializer):
    results = MemberOutput(many=True)


class RecordWhy(RecordAddress):
    http_method_names = ["get", "head"]

    def operation(self, method):
        return Operation(
            f"{self.kind.name}_why",
            _t("Why can I see this?"),
            _t("All that lets you see the record, each in a sentence."),
            answer=WhyOutput,
            refusals=(404,),
            example_answer={"reasons": ["Belongs to you", "You are on its team"]},
        )

    def get(self, request, pk):
        return Response({"reasons": reasons(request.user, self.record(pk))})


class RecordTeam(RecordAddress):
    http_method_names = ["get", "head"]

    def operation(self, method):
        return Operation(
            f"{self.kind.name}_team",
            _t("Team"),
            _t("Who works on the record beside its owner; add-to-team, change-access and remove-from-team change it."),
            answer=TeamOutput,
            refusals=(404,),
            example_answer={"results": [{"person": "bob", "access": "write"}]},
        )

    def get(self, request, pk):
        record = self.record(pk)
        places = TeamMember.objects.filter(type=type_of(record), object_id=record.pk)
        members = list(places.select_related("user").order_by("pk"))
        return Response(TeamOutput({"results": members}).data)
