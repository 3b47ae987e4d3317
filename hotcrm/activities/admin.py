from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hotcrm.records.admin import PicklistAdmin, ReadOnlyAdmin

from .models import Activity, ActivityKind, ActivityResult, Task


@admin.register(ActivityKind)
class ActivityKindAdmin(PicklistAdmin):
    list_display = ("code", "label", "label_zh", "is_contact", "position", "is_offered")
    list_editable = ("label", "label_zh", "is_contact", "position")
    fields = ("code", "label", "label_zh", "is_contact", "position")


@admin.register(ActivityResult)
class ActivityResultAdmin(PicklistAdmin):
    list_display = ("code", "label", "label_zh", "is_failure", "position", "is_offered")
    list_editable = ("label", "label_zh", "is_failure", "position")
    fields = ("code", "label", "label_zh", "is_failure", "position")


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    """What was done is written on the record's own page."""

    def get_queryset(self, request):
        return Activity.objects.visible_to(request.user)

    list_display = ("at", "kind", "result", "by")
    list_select_related = ("kind", "result", "by")
    ordering = ("-pk",)


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    def get_queryset(self, request):
        return Task.objects.visible_to(request.user)

    list_display = ("title", "assignee", "due_on", "priority", "done_at")
    list_select_related = ("assignee",)
    search_fields = ("=assignee__username",)
    search_help_text = _("The user name of an assignee")
    ordering = ("-pk",)
