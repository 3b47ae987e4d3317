from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.pages.runs.starting import start
from hotcrm.people.rights import Right, may
from hotcrm.records.admin import RecordAdmin
from leads.forms.sections import SECTIONS
from leads.models import Lead

from .lead_form import LeadAdminForm


def for_many(name, word):
    """An admin action that hands the ticked leads to the page of a verb for many, which asks what it needs."""
    verb = getattr(Lead, name)

    @admin.action(description=verb.label)
    def hand_over(model_admin, request, rows):
        if request.POST.get("select_across") == "1":
            messages.info(request, _t("Only this page was taken. The list of leads can do it to all that match."))
        return HttpResponseRedirect(reverse("lead_bulk", args=[word]), preserve_request=True)

    hand_over.__name__ = name
    return hand_over


@admin.action(description=_("Restore"))
def restore(model_admin, request, rows):
    """Asks nothing: done at once, with a line for each."""
    return HttpResponseRedirect(start(Lead.restore, by=request.user, rows=rows).get_absolute_url())


@admin.register(Lead)
class LeadAdmin(RecordAdmin):
    """What is known is edited; status, owner and pool change by their verbs alone. The discarded can be deleted."""

    form = LeadAdminForm
    list_display = ("number", "name", "company", "status", "owner", "pool", "score", "created_at")
    list_display_links = ("number", "name")
    list_select_related = ("owner", "pool")
    list_filter = ("status",)
    search_help_text = _("Words of names, companies, e-mails or phones, as in the list of leads")
    search_fields = ("pk",)  # there is a search; `get_search_results` does it
    autocomplete_fields = (
        "industry",
        "account",
        "contact",
        "lead_source",
        "campaign",
        "direction",
        "product",
        "agreement",
        "partner_contact",
    )
    actions = (
        for_many("assign", "assign"),
        for_many("transfer", "transfer"),
        for_many("reclaim", "reclaim"),
        for_many("disqualify", "disqualify"),
        for_many("discard", "discard"),
        restore,
        for_many("delete_for_good", "delete-for-good"),
    )
    by_verbs = ("number", "status", "owner", "pool", "unqualified_reason", "survivor", "score", "data_completeness")
    dated = ("assigned_at", "pooled_at", "discarded_at", "converted_at", "created_by", "created_at", "updated_at")
    readonly_fields = (*by_verbs, *dated)

    def get_queryset(self, request):
        return Lead.objects.visible_to(request.user).order_by("-created_at", "-pk")

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term) if search_term else queryset, False

    def get_fieldsets(self, request, obj=None):
        """The sections of the lead's own page, in its order; what verbs decide stands around them."""
        sections = [(section.label, {"fields": section.fields}) for section in SECTIONS.values() if section.fields]
        sections[-1][1]["fields"] += ("utm", "seen_version")
        if obj is None:
            return sections
        state = {"fields": (*self.by_verbs[4:], *self.dated), "classes": ("collapse",)}
        return [(None, {"fields": self.by_verbs[:4]}), *sections, (_("What the verbs did"), state)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def save_model(self, request, obj, form, change):
        notes: list[str] = []
        if change:
            notes += obj.edit(by=request.user, changes=form.changes, version=form.cleaned_data["seen_version"]) or ()
        else:
            lead = Lead.objects.capture([form.changes], by=request.user, notes=notes)[0]
            obj.__dict__.update(lead.__dict__)
        for note in notes:
            messages.info(request, note)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(self, request, obj=None):
        return obj is not None and obj.discarded_at is not None and may(request.user, Right.BULK_DELETE)

    def delete_model(self, request, obj):
        obj.delete_for_good(by=request.user)

    @admin.display(description=_("number"), ordering="pk")
    def number(self, lead):
        return lead.number

    @admin.display(description=_("name"))
    def name(self, lead):
        return lead.name
