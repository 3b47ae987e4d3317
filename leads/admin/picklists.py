from django.contrib import admin

from hotcrm.records.admin import PicklistAdmin
from leads.models import ContactLevel, DecisionLevel, DisqualificationReason, Procurement, Terms


@admin.register(DisqualificationReason)
class DisqualificationReasonAdmin(PicklistAdmin):
    pass


@admin.register(Procurement)
class ProcurementAdmin(PicklistAdmin):
    pass


@admin.register(DecisionLevel)
class DecisionLevelAdmin(PicklistAdmin):
    pass


@admin.register(ContactLevel)
class ContactLevelAdmin(PicklistAdmin):
    pass


@admin.register(Terms)
class TermsAdmin(PicklistAdmin):
    """The days fill the estimated closing date; dates that stand there already stay."""

    list_display = ("code", "label", "label_zh", "days", "position", "is_offered")
    list_editable = ("label", "label_zh", "days", "position")
    fields = ("code", "label", "label_zh", "days", "position")
