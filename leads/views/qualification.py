"""The qualification tab of a lead: edited in place, or as a page of its own."""

from datetime import timedelta

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.pages.actions import into
from hotcrm.pages.conflict import Conflict
from hotcrm.records.refusals import Refused
from leads.forms.qualification import FOLLOWS, QualificationForm
from leads.models import ContactLevel, Lead, LeadQualification, Status, Terms

from .editing import LeadEdit
from .qualification_tab import shown


class LeadQualificationEdit(LeadEdit):
    """The doors, the version and the conflict page are those of *Edit*; so is the verb."""

    def refusal(self):
        if self.lead.status == Status.CONVERTED:
            return Refused(_t("This lead is converted; its qualification stays as it was."))
        if self.lead.hidden_here:
            return Refused(_t("What is known about this lead is hidden until it is claimed."))
        return super().refusal()

    def form(self, data=None) -> QualificationForm:
        form = QualificationForm(data, instance=row_of(self.lead), user=self.request.user)
        form.ask_again_at(self.lead)
        return form

    def conflict(self, form) -> Conflict:
        return Conflict(form, self.request.POST, show=shown, tidy=lambda row: None)

    def show(self, form, status=200):
        context = {"form": form, "lead": self.lead, "url": self.url, "next": self.next_url}
        template = "leads/_qualification_form.html" if self.request.htmx else "leads/qualification.html"
        response = render(self.request, template, context, status=status)
        is_refused_part = self.request.htmx and status == 422
        return into(response, "#qualification .section-body") if is_refused_part else response

    def seen_now(self):
        return row_of(super().seen_now())

    @property
    def url(self):
        return reverse("lead_qualification", args=[self.lead.pk])


class LeadQualificationField(LoginRequiredMixin, View):
    """What follows from a field that was changed: the day, or whether a decision maker is needed. Parts for htmx."""

    def get(self, request, pk, field):
        lead = get_object_or_404(Lead.objects.visible_to(request.user).showing(), pk=pk)
        if field not in FOLLOWS:
            raise Http404
        row, given = row_of(lead), {name: request.GET.get(name, "")[:200].replace("\x00", "") for name in ASKED}
        row.contact_level = ContactLevel.objects.filter(pk=given["contact_level"]).first()
        form = QualificationForm(instance=row, user=request.user)
        form.initial["estimated_closing_on"] = closing_day(given, lead.owner or request.user)
        form.fields["estimated_closing_on"].widget.attrs["class"] = "form-control"  # as the template of fields has it
        return render(request, "leads/_qualification_field.html", {"field": form[field]})


ASKED = ("terms", "estimated_closing_on", "initial-estimated_closing_on", "contact_level")


def closing_day(given, person) -> str:
    """The day that follows from the terms, unless somebody just typed another one: a day that did not stand there
    before, and to which no terms lead."""
    days = dict(Terms.objects.values_list("pk", "days"))
    today, typed = person.today(), given["estimated_closing_on"]
    followed = {(today + timedelta(days=n)).isoformat() for n in days.values() if n}
    if typed and typed not in (*followed, given["initial-estimated_closing_on"]):
        return typed
    wanted = days.get(given["terms"])
    return (today + timedelta(days=wanted)).isoformat() if wanted else ""


def row_of(lead) -> LeadQualification:
    """What is known; an empty row for a lead of which nothing is."""
    return getattr(lead, "qualification", None) or LeadQualification(lead=lead)
