from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from hotcrm.records.admin import ReadOnlyAdmin

from .models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The same as on the audit's own page, which auditors read too. The database keeps it from being changed."""

    list_display = ("at", "by", "kind", "type", "object_id", "address")
    list_select_related = ("by", "type")
    list_filter = ("area", "kind", "at", "type")
    search_fields = ("=object_id", "=by__username")
    search_help_text = _("The number of a record, or the user name of somebody")
    ordering = ("-at", "-pk")
