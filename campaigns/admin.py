from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hotcrm.records.admin import BigTableAdmin, PicklistAdmin, RecordAdmin, VersionedForm

from .forms.campaign import ResponsesField
from .models import Campaign, CampaignCost, CampaignType, MarketingList, Member


@admin.register(CampaignType)
class CampaignTypeAdmin(PicklistAdmin):
    """Whether it is sent by e-mail says whom a campaign of this type leaves out."""

    list_display = ("code", "label", "label_zh", "by_mail", "position", "is_offered")
    list_editable = ("label", "label_zh", "by_mail", "position")
    fields = ("code", "label", "label_zh", "by_mail", "position")


class CampaignAdminForm(VersionedForm):
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


class LookedAt(BigTableAdmin):
    """What changes on its own pages only, each change told in the history."""

    actions = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Member)
class MemberAdmin(LookedAt):
    list_display = ("__str__", "campaign", "status", "responded_at", "arm", "is_held_out", "created_at")
    list_select_related = ("campaign",)
    search_fields = ("=campaign__code",)
    ordering = ("-pk",)

    def get_queryset(self, request):
        return Member.objects.visible_to(request.user).order_by("-pk")


@admin.register(MarketingList)
class MarketingListAdmin(LookedAt):
    list_display = ("name", "kind", "owner", "created_at")
    list_select_related = ("owner",)
    list_filter = ("kind",)
    search_fields = ("name__icontains",)
    ordering = ("-pk",)

    def get_queryset(self, request):
        return MarketingList.objects.visible_to(request.user).order_by("-pk")
