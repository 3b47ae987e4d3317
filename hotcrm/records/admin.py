"""The administration of what every record has, and the manners all our administration pages share."""

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hotcrm.audit.kinds import Kind
from hotcrm.people.access_admin import AskingFirst

from .models import Event, Industry, LeadSource, Notice, NoticeSwitch, Policy, Record, SharingRule
from .notice_kinds import NoticeKind
from .refusals import Refused
from .visibility import visible_q

SIDES = ("from_user", "from_department", "from_group", "to_user", "to_department", "to_group")
COUNTED = 10_000  # rows; a million would be counted for seconds on every page


class CappedPaginator(Paginator):
    """Pages through the first rows of a big table. Whoever wants others searches."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:COUNTED].count()


class BigTableAdmin(admin.ModelAdmin):
    """A table that may hold millions of rows: counted up to a limit, never as a whole."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50


class ReadOnlyAdmin(BigTableAdmin):
    """Looked at, never changed here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PicklistAdmin(admin.ModelAdmin):
    """Labels and order are edited in the list; the code stays; what is not wanted any more is retired."""

    list_display = ("code", "label", "label_zh", "position", "is_offered")
    list_editable = ("label", "label_zh", "position")
    search_fields = ("code", "label", "label_zh")
    fields = ("code", "label", "label_zh", "position")
    ordering = ("position", "code")
    actions = ("retire", "offer_again")

    @admin.display(description=_("offered"), boolean=True)
    def is_offered(self, row):
        return row.retired_at is None

    @admin.action(description=_("Retire: keep it where it stands, offer it no more"), permissions=["change"])
    def retire(self, request, rows):
        count = rows.filter(retired_at=None).update(retired_at=timezone.now())
        messages.success(request, ngettext("%d value retired.", "%d values retired.", count) % count)

    @admin.action(description=_("Offer again"), permissions=["change"])
    def offer_again(self, request, rows):
        count = rows.exclude(retired_at=None).update(retired_at=None)
        messages.success(
            request, ngettext("%d value is offered again.", "%d values are offered again.", count) % count
        )

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        """Where one is chosen, the retired are not offered."""
        rows, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        return (rows.offered() if request.path.endswith("/autocomplete/") else rows), may_have_duplicates


class VersionedForm(forms.ModelForm):
    """Knows which version of the record was looked at while typing."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    @property
    def changes(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "seen_version"}


class RecordAdmin(BigTableAdmin):
    """A record of the CRM: changed through its verb `edit`, so that its history tells it and nothing is overwritten
    unseen. What other verbs decide is shown and cannot be typed. Nothing is deleted."""

    form = VersionedForm

    def get_queryset(self, request):
        """For whoever is let in here: what they see elsewhere."""
        return super().get_queryset(request).filter(visible_q(self.model, request.user))

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if change:
            obj.edit(by=request.user, changes=form.changes, version=form.cleaned_data["seen_version"])
        else:
            super().save_model(request, obj, form, change)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(request.path)


@admin.register(LeadSource)
class LeadSourceAdmin(PicklistAdmin):
    pass


@admin.register(Industry)
class IndustryAdmin(PicklistAdmin):
    """Its fit is the share of the industry line that a lead's score gets."""

    list_display = ("code", "label", "label_zh", "fit", "position", "is_offered")
    list_editable = ("label", "label_zh", "fit", "position")
    fields = ("code", "label", "label_zh", "fit", "position")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The history of all records. The database itself keeps it from being changed."""

    list_display = ("at", "verb", "by", "type", "object_id")
    list_select_related = ("by", "type")
    search_fields = ("=object_id",)
    search_help_text = _("The number of a record")
    ordering = ("-pk",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Who was told what kind of thing, and when; what it was about is shown to its reader alone."""

    list_display = ("created_at", "recipient", "kind", "count", "read_at", "mailed_at")
    fields = (*list_display, "by", "shown", "mail_due_at", "mail_attempts")
    list_select_related = ("recipient",)
    search_fields = ("=recipient__username",)
    search_help_text = _("The user name of somebody")
    ordering = ("-pk",)


class HouseSwitchForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=NoticeKind.choices)

    def clean_kind(self):
        kind = self.cleaned_data["kind"]
        if NoticeSwitch.objects.filter(person=None, kind=kind).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is one for this kind already."))
        return kind


@admin.register(NoticeSwitch)
class NoticeSwitchAdmin(admin.ModelAdmin):
    """What the house starts from: who has not chosen otherwise is told like this."""

    list_display = ("words", "in_product", "mail")
    list_editable = ("in_product", "mail")
    form = HouseSwitchForm
    fields = ("kind", "in_product", "mail")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(person=None)

    @admin.display(description=_("kind"), ordering="kind")
    def words(self, row):
        return dict(NoticeKind.choices).get(row.kind, row.kind)


@admin.register(SharingRule)
class SharingRuleAdmin(AskingFirst):
    """Who sees what belongs to others, beside the manager chain, the departments and the teams."""

    audited_as = Kind.RIGHTS_CHANGED
    list_display = ("__str__", "type", "access", "starts_on", "ends_on")
    list_filter = ("access", "type")
    list_select_related = ("type", *SIDES)
    autocomplete_fields = ("from_user", "from_department", "to_user", "to_department")
    fieldsets = (
        (None, {"fields": ("type", "access", ("starts_on", "ends_on"))}),
        (_("What belongs to"), {"fields": SIDES[:3]}),
        (_("is seen by"), {"fields": SIDES[3:]}),
    )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "type":
            kinds = [model for model in apps.get_models() if issubclass(model, Record)]
            kinds = [kind.pk for kind in ContentType.objects.get_for_models(*kinds).values()]
            kwargs["queryset"] = ContentType.objects.filter(pk__in=kinds)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Policy)
class PolicyAdmin(AskingFirst):
    """The house rules: one row, changed and never added or deleted."""

    audited_as = Kind.RIGHTS_CHANGED
    fieldsets = (
        (_("Language of the house"), {"fields": ("vocabulary",)}),
        (_("What a lead must have"), {"fields": ("required_fields", "new_contact")}),
        (_("Who sees what"), {"fields": ("heads_see_below", "marketers_see_campaign_leads_only")}),
        (_("Pools"), {"fields": ("return_reason_required", "transfer_to_any_pool")}),
        (
            _("Qualification and conversion"),
            {
                "fields": (
                    "qualify_by_owner_only",
                    "convert_only_from_qualified",
                    "converted_notes_editable",
                )
            },
        ),
        (_("Duplicates at conversion"), {"fields": ("account_check", "contact_check", "opportunity_name_unique")}),
    )

    def changelist_view(self, request, extra_context=None):
        """There is one: whoever looks for it stands before it, also while none was ever saved."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        where = ("change", [1]) if Policy.objects.exists() else ("add", [])
        return redirect(f"admin:records_policy_{where[0]}", *where[1])

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Policy.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
