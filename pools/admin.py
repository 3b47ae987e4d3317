from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.audit.kinds import Kind
from hotcrm.records.admin import PicklistAdmin

from .models import Pool, PoolMember, ReturnReason


class PoolForm(forms.ModelForm):
    def clean_is_enabled(self):
        """PRODUCT 5: the default pool is always open, and nobody waits in a pool that is closed."""
        is_enabled = self.cleaned_data["is_enabled"]
        if not is_enabled and self.instance.is_default:
            raise forms.ValidationError(_t("The default pool cannot be disabled."))
        if not is_enabled and self.instance.pk and self.instance.leads.unclaimed().exists():
            raise forms.ValidationError(
                _t("Unclaimed leads wait in this pool. Assign them or transfer them to another pool first.")
            )
        return is_enabled


class PoolMemberInline(admin.TabularInline):
    model = PoolMember
    extra = 1
    autocomplete_fields = ("user", "department")


@admin.register(Pool)
class PoolAdmin(admin.ModelAdmin):
    """Where leads wait. A pool with leads inside is not deleted, the default pool never."""

    audited_as = Kind.RIGHTS_CHANGED
    form = PoolForm
    inlines = (PoolMemberInline,)
    list_display = ("name", "type", "is_enabled", "is_default")
    search_fields = ("name", "slug")
    autocomplete_fields = ("administrators",)
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("is_default",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "type", "is_enabled", "is_default")}),
        (_("Handing over"), {"fields": ("status_on_claim", "status_on_assign")}),
        (_("Administrators"), {"fields": ("administrators",)}),
    )

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        is_needed = obj is not None and (obj.is_default or obj.leads.exists())
        return not is_needed and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        """No deleting of many: leads might wait in one of them."""
        return {}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "GET" and object_id and self.is_kept_by_its_leads(object_id):
            messages.info(request, _t("This pool holds leads and cannot be deleted. Transfer them first."))
        return super().changeform_view(request, object_id, form_url, extra_context)

    @staticmethod
    def is_kept_by_its_leads(object_id):
        pool = Pool.objects.filter(pk=object_id, is_default=False).first() if object_id.isdigit() else None
        return pool is not None and pool.leads.exists()


@admin.register(ReturnReason)
class ReturnReasonAdmin(PicklistAdmin):
    pass
