from django.contrib import admin

from hotcrm.records.admin import BigTableAdmin

from .models import Campaign


@admin.register(Campaign)
class CampaignAdmin(BigTableAdmin):
    list_display = ("name", "code", "owner", "created_at")
    list_select_related = ("owner",)
    search_fields = ("name", "code")
    autocomplete_fields = ("owner",)
    prepopulated_fields = {"code": ("name",)}

    def get_queryset(self, request):
        return Campaign.objects.visible_to(request.user).order_by("-pk")

    def has_delete_permission(self, request, obj=None):
        return False
