"""Who works here, as far as the asker may know; and who the asker is."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from hotcrm.pages.keyset import Order
from hotcrm.people.models import User

from .listing import Walk, bad
from .operations import PAGING, page_of, query
from .outputs import Output
from .views import Address, Operation

BY_NAME = Order("username")


class UserOutput(Output):
    name = serializers.CharField(source="__str__", read_only=True)
    department = serializers.CharField(source="department.name", default=None, read_only=True, allow_null=True)

    class Meta:
        model = User
        fields = ("username", "name", "department", "is_active")


class MeOutput(UserOutput):
    roles = serializers.SerializerMethodField()
    rights = serializers.SerializerMethodField()
    partner_company = serializers.CharField(
        source="partner_company.name", default=None, read_only=True, allow_null=True
    )

    class Meta:
        model = User
        fields = (
            "username", "name", "email", "department", "roles", "rights", "partner_company", "language", "time_zone",
            "holding_limit",
        )  # fmt: skip

    def get_roles(self, user) -> list[str]:
        return sorted(user.roles)

    def get_rights(self, user) -> list[str]:
        return sorted(user.rights)


class UserList(Address):
    """One's colleagues: `?q=` the beginning of a name or username, `?active=yes|no`."""

    tag = "users"
    operations = {
        "get": Operation(
            "user_list",
            _("List colleagues"),
            answer=page_of(UserOutput),
            parameters=(
                query("q", _("The beginning of a name or username.")),
                query("active", enum=["yes", "no"]),
                *PAGING,
            ),
            refusals=(400,),
        )
    }

    def get(self, request):
        rows, params = colleagues_of(request.user).select_related("department"), request.query_params
        if text := params.get("q", "").strip()[:100]:
            starts = (Q(**{f"{name}__istartswith": text}) for name in ("username", "first_name", "last_name"))
            rows = rows.filter(Q(*starts, _connector=Q.OR))
        if (active := params.get("active")) is not None:
            if active not in ("yes", "no"):
                raise bad("active")
            rows = rows.filter(is_active=active == "yes")
        walk = Walk(rows, BY_NAME, request, parameters=("q", "active"))
        return walk.response(lambda page: UserOutput(page, many=True).data)


class Me(Address):
    tag = "me"
    operations = {"get": Operation("me", _("Who is asking"), answer=MeOutput)}

    def get(self, request):
        return Response(MeOutput(request.user).data)


def colleagues_of(user):
    """The house knows the house, a partner company itself; CRM administrators know all."""
    return User.objects.all() if user.is_crm_admin else User.objects.filter(partner_company=user.partner_company_id)
