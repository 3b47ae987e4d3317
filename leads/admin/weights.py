"""The weights of the score."""

from django.contrib import admin
from django.db import transaction

from leads.models import ScoringWeights
from leads.models.weights import CODES
from leads.tasks import finish_rescoring


@admin.register(ScoringWeights)
class ScoringWeightsAdmin(admin.ModelAdmin):
    """Weights are changed by adding a version; the list is their history, the first row is in force."""

    list_display = ("created_at", "created_by", *CODES)
    readonly_fields = ("created_by", "created_at")
    fields = CODES

    def get_changeform_initial_data(self, request):
        return {**ScoringWeights.in_force().by_code(), **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.created_by = request.user
        super().save_model(request, obj, form, change)
        transaction.on_commit(finish_rescoring.delay)
