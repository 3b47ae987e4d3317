from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _t

from hotcrm.audit.kinds import Kind
from hotcrm.records.admin import PicklistAdmin, RecordAdmin

from .models import Account, Contact, LossReason, Opportunity, PartnershipAgreement, Product, SalesDirection


@admin.register(Account)
class AccountAdmin(RecordAdmin):
    list_display = ("name", "industry", "city", "country", "owner")
    list_select_related = ("industry", "owner")
    search_fields = ("name__istartswith", "=tin")
    autocomplete_fields = ("industry", "owner")


@admin.register(Contact)
class ContactAdmin(RecordAdmin):
    list_display = ("__str__", "account", "title", "email", "phone", "owner")
    list_select_related = ("account", "owner")
    search_fields = ("last_name__istartswith", "first_name__istartswith", "=email")
    autocomplete_fields = ("account", "owner")


@admin.register(Opportunity)
class OpportunityAdmin(RecordAdmin):
    list_display = ("name", "account", "stage", "amount", "close_on", "owner")
    list_select_related = ("account", "owner")
    list_filter = ("stage",)
    search_fields = ("name__istartswith",)
    autocomplete_fields = ("account", "primary_contact", "lead_source", "campaign", "owner")
    readonly_fields = ("stage", "closed_at", "loss_reason")


class AgreementForm(forms.ModelForm):
    def clean(self):
        cleaned = super().clean()
        directions, products = cleaned.get("directions"), cleaned.get("products")
        foreign = [one for one in products or () if directions and one.direction not in directions]
        if foreign:
            names = ", ".join(map(str, foreign))
            self.add_error("products", _t("Not among the directions covered: %(products)s.") % {"products": names})
        return cleaned


@admin.register(PartnershipAgreement)
class PartnershipAgreementAdmin(admin.ModelAdmin):
    """One that is not valid opens nothing to its partner, from the next request on."""

    audited_as = Kind.RIGHTS_CHANGED
    form = AgreementForm
    list_display = ("name", "partner", "status")
    list_select_related = ("partner",)
    list_filter = ("status",)
    search_fields = ("name", "partner__name")
    autocomplete_fields = ("partner", "directions", "products", "account")

    def get_readonly_fields(self, request, obj=None):
        """Leads under it would become another company's."""
        return ("partner",) if obj and obj.leads.exists() else ()


@admin.register(SalesDirection)
class SalesDirectionAdmin(PicklistAdmin):
    pass


@admin.register(Product)
class ProductAdmin(PicklistAdmin):
    list_display = ("code", "label", "label_zh", "direction", "position", "is_offered")
    list_select_related = ("direction",)
    fields = ("code", "label", "label_zh", "direction", "position")
    autocomplete_fields = ("direction",)


@admin.register(LossReason)
class LossReasonAdmin(PicklistAdmin):
    pass
