from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.audit.kinds import Kind
from hotcrm.records.admin import PicklistAdmin

from .models import (
    EntryCondition,
    EntryRule,
    Holiday,
    Pool,
    PoolMember,
    RecycleCondition,
    RecycleRule,
    ReturnReason,
    WorkingHours,
)
from .setting_up.deleting import obstacles
from .setting_up.form import CLAIMING, ROUTING, TIMERS, PoolForm
from .setting_up.page import settle
from .setting_up.rows import HolidayForm, HoursForm, HoursRows, MemberRows, Rows
from .setting_up.rules import ConditionForm, RecycleRuleForm


class Inline(admin.TabularInline):
    extra = 1
    formset = Rows


class MemberInline(Inline):
    model, formset = PoolMember, MemberRows
    autocomplete_fields = ("user", "department")


class HoursInline(Inline):
    model, form, formset = WorkingHours, HoursForm, HoursRows


class HolidayInline(Inline):
    model, form = Holiday, HolidayForm


class RecycleRuleInline(Inline):
    """Its conditions stand on the page of the rule."""

    model, form = RecycleRule, RecycleRuleForm
    extra = 0
    show_change_link = True


@admin.register(Pool)
class PoolAdmin(admin.ModelAdmin):
    """Where leads wait. A pool with leads inside is not deleted, the default pool never."""

    audited_as = Kind.RIGHTS_CHANGED
    form = PoolForm
    inlines = (MemberInline, HoursInline, HolidayInline, RecycleRuleInline)
    list_display = ("name", "type", "is_enabled", "is_default", "routing")
    search_fields = ("name", "slug")
    autocomplete_fields = ("administrators",)
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("is_default",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "type", "is_enabled", "is_default")}),
        (_("Administrators"), {"fields": ("administrators",)}),
        (_("Claiming"), {"fields": CLAIMING}),
        (_("Automatic assignment"), {"fields": ROUTING}),
        (_("Timers and working hours"), {"fields": TIMERS}),
        (_("Recycling"), {"fields": ("recycle_brake_percent",)}),
        (_("Hidden fields"), {"fields": ("hidden_fields",)}),
    )

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        """The address of a pool stays: links and imports name it."""
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        settle(form.instance)

    def get_object(self, request, object_id, from_field=None):
        """Locked when something is done to it: no lead comes in unseen, see `pools.models.keeping_open`."""
        if request.method == "POST" and object_id.isdigit():
            Pool.objects.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj is not None and obstacles(obj))

    def get_actions(self, request):
        """No deleting of many: leads might wait in one of them."""
        return {}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "GET" and object_id and object_id.isdigit():
            pool = Pool.objects.filter(pk=object_id, is_default=False).first()
            for said in obstacles(pool) if pool else ():
                messages.info(request, said)
        return super().changeform_view(request, object_id, form_url, extra_context)


class RecycleConditionInline(Inline):
    model, form = RecycleCondition, ConditionForm


@admin.register(RecycleRule)
class RecycleRuleAdmin(admin.ModelAdmin):
    """A rule of one pool, with its conditions."""

    form = RecycleRuleForm
    inlines = (RecycleConditionInline,)
    list_display = ("name", "pool", "position", "is_active")
    list_filter = ("pool", "is_active")
    list_select_related = ("pool",)

    def get_readonly_fields(self, request, obj=None):
        return ("pool",) if obj else ()

    def get_actions(self, request):
        """Each is deleted for itself, so that its pool hears of it."""
        return {}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        settle(form.instance.pool)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        settle(obj.pool)


class EntryConditionRows(Rows):
    def clean(self):
        super().clean()
        if self.instance.is_active and not self.kept:
            raise forms.ValidationError(_t("Without a condition this rule takes nothing: add one, or switch it off."))


class EntryConditionInline(Inline):
    model, form, formset = EntryCondition, ConditionForm, EntryConditionRows


@admin.register(EntryRule)
class EntryRuleAdmin(admin.ModelAdmin):
    """Which pool a new lead enters. They are tried out on the page of the entry rules."""

    inlines = (EntryConditionInline,)
    list_display = ("name", "pool", "position", "is_active")
    list_editable = ("position", "is_active")
    list_select_related = ("pool",)


@admin.register(ReturnReason)
class ReturnReasonAdmin(PicklistAdmin):
    pass
