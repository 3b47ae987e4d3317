from django.contrib import admin

from hotcrm.records.admin import PicklistAdmin
from leads.models import DisqualificationReason


@admin.register(DisqualificationReason)
class DisqualificationReasonAdmin(PicklistAdmin):
    pass
