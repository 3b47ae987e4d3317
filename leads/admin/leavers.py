"""Somebody leaves: they cannot sign in any more, and their open leads go to colleagues or back to the pools."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hotcrm.people.admin import UserAdmin
from hotcrm.people.confirming import ask_first
from hotcrm.people.models import User
from leads.offboarding import leave, returned

TO_POOLS, TO_COLLEAGUE = "pools", "colleague"
WAYS = [(TO_POOLS, _("Back to their pools")), (TO_COLLEAGUE, _("To a colleague"))]


class LeaveForm(forms.Form):
    way = forms.ChoiceField(label=_("Open leads go"), choices=WAYS, initial=TO_POOLS, widget=forms.RadioSelect)
    to = forms.ModelChoiceField(
        User.objects.filter(is_active=True, partner_company=None),
        label=_("Colleague"),
        required=False,
        widget=AutocompleteSelect(User._meta.get_field("manager"), admin.site),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("way") == TO_COLLEAGUE and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _t("Who gets them?"))
        if cleaned.get("to") == self.person:
            self.add_error("to", _t("That is the one who leaves."))
        return cleaned

    @property
    def heir(self):
        return self.cleaned_data["to"] if self.cleaned_data["way"] == TO_COLLEAGUE else None


@admin.register(User)
class LeavingUserAdmin(UserAdmin):
    change_form_template = "admin/people/user/change_form.html"

    def get_urls(self):
        return [
            path("<int:pk>/leave/", self.admin_site.admin_view(self.leave_view), name="people_user_leave"),
            path("<int:pk>/return/", self.admin_site.admin_view(self.return_view), name="people_user_return"),
            *super().get_urls(),
        ]

    def leave_view(self, request, pk):
        person = self.person_to_change(request, pk)
        if answer := ask_first(request):
            return answer
        form = LeaveForm(request.POST or None, person=person)
        if request.method == "POST" and form.is_valid():
            run = leave(person, by=request.user, to=form.heir)
            self.log_change(request, person, "deactivated")
            messages.success(request, _t("%(person)s is deactivated.") % {"person": person})
            return HttpResponseRedirect(run.get_absolute_url() if run else address_of(person))
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Deactivate %(person)s") % {"person": person},
            "opts": self.opts,
            "original": person,
            "form": form,
            "open_leads": person.leads.open().count(),
            "media": self.media + form.media,
        }
        return render(request, "admin/people/user/leave.html", context)

    def return_view(self, request, pk):
        person = self.person_to_change(request, pk)
        if answer := ask_first(request):
            return answer
        if request.method == "POST":
            returned(person)
            self.log_change(request, person, "activated")
            messages.success(request, _t("%(person)s can sign in again.") % {"person": person})
        return HttpResponseRedirect(address_of(person))

    def person_to_change(self, request, pk):
        """Only those who may do it to leads too; and nobody deactivates themselves."""
        person = get_object_or_404(User, pk=pk)
        if not (request.user.is_crm_admin and self.has_change_permission(request, person)) or person == request.user:
            raise PermissionDenied
        return person


def address_of(person):
    return reverse("admin:people_user_change", args=[person.pk])
