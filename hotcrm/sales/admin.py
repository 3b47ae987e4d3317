from django.contrib import admin

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


@admin.register(PartnershipAgreement)
class PartnershipAgreementAdmin(admin.ModelAdmin):
    list_display = ("name", "partner", "status")
    list_select_related = ("partner",)
    list_filter = ("status",)
    search_fields = ("name", "partner__name")
    autocomplete_fields = ("partner", "directions", "products", "account")


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
