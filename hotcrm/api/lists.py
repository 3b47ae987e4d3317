"""What records speak in: picklists and the fixed words."""

import re

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from campaigns.models import CampaignStatus, MemberStatus
from hotcrm.activities.models import Priority
from hotcrm.records.models import Picklist
from hotcrm.records.refusals import NotFound
from hotcrm.sales.models import Stage
from leads.models import Status
from leads.models.identity import Salutation
from pools.models import PoolType

from .listing import refuse_unknown
from .operations import page_of
from .views import Address, Operation

FIXED = {
    "status": Status,
    "salutation": Salutation,
    "opportunity_stage": Stage,
    "task_priority": Priority,
    "pool_type": PoolType,
    "campaign_status": CampaignStatus,
    "member_status": MemberStatus,
}


def picklists() -> dict[str, type[Picklist]]:
    """The picklists by name: `LeadSource` is lead_source."""
    return {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower(): model for model in Picklist.__subclasses__()}


class ChoiceOutput(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField(source="__str__", help_text=_("In your language."))
    is_retired = serializers.BooleanField(help_text=_("Kept by those who have it, and not on offer any more."))


class PicklistOutput(serializers.Serializer):
    name = serializers.CharField()
    is_fixed = serializers.BooleanField(help_text=_("Whether it is part of the product, not kept by administrators."))
    url = serializers.URLField()


class PicklistList(Address):
    tag = "picklists"
    operations = {
        "get": Operation("picklist_list", _("List picklists"), answer=page_of(PicklistOutput), refusals=(400,))
    }

    def get(self, request):
        refuse_unknown(request.query_params, ())
        names = {**dict.fromkeys(picklists(), False), **dict.fromkeys(FIXED, True)}
        found = [
            {"name": name, "is_fixed": is_fixed, "url": reverse("api_picklist_detail", [name], request=request)}
            for name, is_fixed in sorted(names.items())
        ]
        return Response({"next": None, "previous": None, "results": found})


class PicklistDetail(Address):
    tag = "picklists"
    operations = {
        "get": Operation(
            "picklist_read",
            _("Read: picklist"),
            _("The codes in their order, with their labels in your language."),
            answer=page_of(ChoiceOutput),
            refusals=(404,),
        )
    }

    def get(self, request, slug):
        if slug in FIXED:
            rows = [{"code": value, "label": str(label), "is_retired": False} for value, label in FIXED[slug].choices]
        elif model := picklists().get(slug):
            rows = [
                {"code": row.code, "label": str(row), "is_retired": row.retired_at is not None}
                for row in model.objects.all()
            ]
        else:
            raise NotFound
        return Response({"next": None, "previous": None, "results": rows})
