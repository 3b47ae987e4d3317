"""Where one begins: all that can be asked for."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.reverse import reverse

from .views import Address, Operation

PLACES = {
    "leads": "api_lead_list",
    "accounts": "api_account_list",
    "contacts": "api_contact_list",
    "opportunities": "api_opportunity_list",
    "activities": "api_activity_list",
    "tasks": "api_task_list",
    "notices": "api_notice_list",
    "pools": "api_pool_list",
    "campaigns": "api_campaign_list",
    "marketing-lists": "api_marketing_list_list",
    "picklists": "api_picklist_list",
    "users": "api_user_list",
    "me": "api_me",
}


RootOutput = type("RootOutput", (serializers.Serializer,), {name: serializers.URLField() for name in PLACES})


class Root(Address):
    tag = "me"
    operations = {"get": Operation("root", _("Where everything is"), answer=RootOutput)}

    def get(self, request):
        return Response({name: reverse(address, request=request) for name, address in PLACES.items()})
