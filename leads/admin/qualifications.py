from django.contrib import admin

from hotcrm.records.admin import RecordAdmin
from leads.forms.qualification import TAB
from leads.models import Lead, LeadQualification


@admin.register(LeadQualification)
class LeadQualificationAdmin(RecordAdmin):
    """The qualification tab of a lead, changed through the lead's verb `edit`. The exact budget is the lead's."""

    list_display = ("lead", "terms", "estimated_closing_on", "estimated_amount")
    list_select_related = ("lead", "terms")
    search_fields = ("=lead__id",)
    readonly_fields = ("lead",)
    ordering = ("-pk",)

    def get_queryset(self, request):
        return LeadQualification.objects.filter(lead__in=Lead.objects.visible_to(request.user))

    def get_fieldsets(self, request, obj=None):
        sections = [
            (section.label, {"fields": [name for name in section.fields if name != "budget"]})
            for section in TAB.values()
        ]
        return [(None, {"fields": ("lead", "seen_version")}), *sections]

    def has_add_permission(self, request):
        return False
