"""A partner company leaves: its people cannot sign in any more, and their open leads go back to the pools."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hotcrm.people.admin import PartnerCompanyAdmin
from hotcrm.people.models import PartnerCompany, User
from leads.offboarding import leave


@admin.register(PartnerCompany)
class LeavingPartnerCompanyAdmin(PartnerCompanyAdmin):
    actions = ("deactivate_people",)

    @admin.action(description=_("Deactivate its people"), permissions=["change_people"])
    def deactivate_people(self, request, companies):
        people = User.objects.filter(partner_company__in=companies, is_active=True)
        for person in people:
            leave(person, by=request.user)
            self.log_change(request, person, "deactivated")
        words = ngettext("%d person is deactivated.", "%d people are deactivated.", len(people))
        messages.success(request, words % len(people))

    def has_change_people_permission(self, request):
        return request.user.is_crm_admin
