from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hotcrm.records.admin import BigTableAdmin, PicklistAdmin, RecordAdmin

from .forms.campaign import ResponsesField
from .models import Campaign, CampaignCost, CampaignType


@admin.register(CampaignType)
class CampaignTypeAdmin(PicklistAdmin):
    """Whether it is sent by e-mail says whom a campaign of this type leaves out."""

    list_display = ("code", "label", "label_zh", "by_mail", "position", "is_offered")
    list_editable = ("label", "label_zh", "by_mail", "position")
    fields = ("code", "label", "label_zh", "by_mail", "position")


class CampaignAdminForm(RecordAdmin.form):  # type: ignore[name-defined, misc]
    responses = ResponsesField(label=_("counts as a response"), required=False)


@admin.register(Campaign)
class CampaignAdmin(RecordAdmin):
    form = CampaignAdminForm
    list_display = ("name", "code", "type", "status", "starts_on", "ends_on", "owner")
    list_select_related = ("type", "owner")
    list_filter = ("status", "type")
    search_fields = ("name__icontains", "code__istartswith")
    autocomplete_fields = ("type", "owner", "parent")
    prepopulated_fields = {"code": ("name",)}
    readonly_fields = ("status", "completed_at")
    exclude = ("variants",)


class CostForm(forms.ModelForm):
    """A day and an amount; the campaign of a cost that stands there stays."""

    def verb_values(self) -> dict:
        data = self.cleaned_data
        return {"spent_on": data["spent_on"], "amount": data["amount"], "what_for": data["note"]}


@admin.register(CampaignCost)
class CampaignCostAdmin(BigTableAdmin):
    """Added, changed and removed by the verbs of its campaign, so that its history tells it."""

    form = CostForm
    list_display = ("spent_on", "campaign", "amount", "note")
    list_select_related = ("campaign",)
    search_fields = ("=campaign__code", "campaign__name__icontains")
    autocomplete_fields = ("campaign",)
    date_hierarchy = "spent_on"
    ordering = ("-spent_on", "-pk")
    actions = None

    def get_queryset(self, request):
        seen = Campaign.objects.visible_to(request.user).values("pk")
        return super().get_queryset(request).filter(campaign__in=seen)

    def get_readonly_fields(self, request, obj=None):
        return ("campaign",) if obj else ()

    def save_model(self, request, obj, form, change):
        if change:
            obj.campaign.change_cost(by=request.user, cost=obj, **form.verb_values())
            return
        obj.campaign.add_cost(by=request.user, **form.verb_values())
        obj.pk = obj.campaign.costs.order_by("-pk").values_list("pk", flat=True).first()

    def delete_model(self, request, obj):
        obj.campaign.remove_cost(by=request.user, cost=obj)
