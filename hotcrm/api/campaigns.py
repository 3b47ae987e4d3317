"""Campaigns over JSON: their verbs, who is a member, and what they have brought."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from campaigns.figures import figures_of, rolled_up
from campaigns.forms.campaign import CampaignForm
from campaigns.forms.verbs import CAMPAIGN_FORMS
from campaigns.models import Campaign, CampaignCost, CampaignType
from campaigns.views.listing import CampaignList
from hotcrm.pages.keyset import Order
from hotcrm.people.models import User
from hotcrm.people.rights import REFUSALS, Right
from hotcrm.records.refusals import NotAllowed
from hotcrm.sales.forms import VerbForm

from .inputs import input_of
from .listing import Walk, bad, refuse_unknown
from .operations import PAGING, page_of, query
from .outputs import Output
from .records import RecordAddress
from .sales import TOLD, SalesKind
from .views import Operation

BY_DAY = Order("spent_on")
WITH = ("owner", "parent")


class VariantOutput(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    share = serializers.IntegerField()


class CampaignOutput(Output):
    responses = serializers.ListField(
        child=serializers.CharField(),
        read_only=True,
        help_text=_("The statuses of a member that count as a response."),
    )
    variants = VariantOutput(many=True, read_only=True, help_text=_("The groups of its experiment."))

    class Meta:
        model = Campaign
        fields = (
            "id", "code", "name", "type", "channel", "status", "starts_on", "ends_on", "completed_at", "budgeted_cost",
            "typed_cost", "expected_revenue", "typed_revenue", "parent", "description", "responses",
            "holdout_percent", "variants", *TOLD,
        )  # fmt: skip


class ListedCampaigns(CampaignList):
    """Programs that name no view mean all."""

    related, first_view = WITH, "all"

    def table_options(self, rows):
        return {}


UNWRITABLE = frozenset(CampaignOutput.Meta.fields) - frozenset(CampaignForm.base_fields)


class Campaigns(SalesKind):
    tag, name, model, page, output = "campaigns", "campaign", Campaign, ListedCampaigns, CampaignOutput
    change: Any = input_of(CampaignForm, "CampaignChange", partial=True, unwritable=UNWRITABLE)
    new: Any = input_of(CampaignForm, "CampaignNew", unwritable=UNWRITABLE)
    related = WITH
    named_in_filters = {"owner": User, "type": CampaignType}
    on_creation = _("It is planned, and belongs to whoever makes it.")
    example = {
        "name": "Autumn fair", "code": "autumn-fair", "type": "trade_show", "starts_on": "2030-09-02",
        "ends_on": "2030-09-05", "budgeted_cost": "24000.00",
    }  # fmt: skip
    example_change = {"budgeted_cost": "26000.00", "version": 1}
    verb_examples = {
        **SalesKind.verb_examples,
        "start": {"starts_on": "2030-09-02", "ends_on": "2030-09-05"},
        "add_cost": {"spent_on": "2030-09-02", "amount": "1200.00", "what_for": "Stand"},
        "change_cost": {"cost": 1, "spent_on": "2030-09-02", "amount": "1250.00", "what_for": "Stand"},
        "remove_cost": {"cost": 1},
        "use_list": {"list": 1, "use": "target"},
        "drop_list": {"list": 1},
    }

    @classmethod
    def create(cls, values, errors, *, user):
        if not CampaignList.may_create(user):
            raise NotAllowed(REFUSALS[Right.CAMPAIGNS])
        return cls.added(values, errors, user=user)

    @staticmethod
    def form_of(verb):
        return CAMPAIGN_FORMS.get(verb, VerbForm)


class OfACampaign(RecordAddress):
    kind = Campaigns


class CostOutput(Output):
    class Meta:
        model = CampaignCost
        fields = ("id", "spent_on", "amount", "note")


class CampaignCosts(OfACampaign):
    operations = {
        "get": Operation(
            "campaign_costs",
            _("List costs of a campaign"),
            _("By day; add-cost, change-cost and remove-cost change them."),
            answer=page_of(CostOutput),
            parameters=PAGING,
            refusals=(400, 404),
        )
    }

    def operation(self, method):
        return self.operations[method]

    def get(self, request, pk):
        walk = Walk(self.record(pk).costs.order_by(), BY_DAY, request)
        return walk.response(lambda page: CostOutput(page, many=True).data)


def amount(**kwargs):
    return serializers.DecimalField(max_digits=None, decimal_places=2, allow_null=True, **kwargs)


COUNTS = (
    "members", "held_out", "sent", "delivered", "opened", "clicked", "responded", "leads", "converted",
    "opportunities", "won",
)  # fmt: skip
AMOUNTS = (
    "won_revenue", "summed_cost", "typed_cost", "cost", "typed_revenue", "revenue", "budget", "conversion_rate",
    "response_rate", "cost_per_lead", "roi", "budget_use",
)  # fmt: skip
FiguresOutput: Any = type(
    "FiguresOutput",
    (serializers.Serializer,),
    {
        **{name: serializers.IntegerField() for name in COUNTS},
        **{name: amount() for name in AMOUNTS},
        "by_status": serializers.DictField(child=serializers.IntegerField()),
        "is_over_budget": serializers.BooleanField(),
    },
)


class CampaignFigures(OfACampaign):
    def operation(self, method):
        return Operation(
            "campaign_figures",
            _("Figures of a campaign"),
            _(
                "Counted as you ask. Money is in the currency of the house, rates are in percent; null where there is "
                "nothing to divide by. Who is held out of an experiment is in no figure but “held_out”."
            ),
            answer=FiguresOutput,
            parameters=(query("below", _("Together with all campaigns below it that you see."), enum=["yes", "no"]),),
            refusals=(400, 404),
        )

    def get(self, request, pk):
        refuse_unknown(request.query_params, ("below",))
        below = request.query_params.get("below", "no")
        if below not in ("yes", "no"):
            raise bad("below")
        campaign = self.record(pk)
        found = rolled_up(campaign, request.user) if below == "yes" else figures_of([campaign])[campaign.pk]
        return Response(FiguresOutput(found).data)
