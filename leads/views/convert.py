"""From lead to deal: one page with three cards, and what came of it."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from hotcrm.records.refusals import NotAllowed, Refused
from hotcrm.records.verbs import verbs_for
from leads.forms.convert import ConvertForm
from leads.matching import Matches
from leads.models import Conversion, Lead, Status

from .editing import put_errors
from .sections import seen_by


class LeadConvert(LoginRequiredMixin, View):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        rows = Lead.objects.visible_to(request.user).select_related("owner")
        if request.method == "GET":  # what the form starts with; a post brings its own
            rows = rows.select_related("owner", "industry", "account", "contact")
        self.lead = get_object_or_404(rows, pk=kwargs["pk"])
        if self.lead.status == Status.CONVERTED:
            return redirect("lead_converted", pk=self.lead.pk)  # the first result is the answer to a second call
        if refusal := verbs_for([self.lead], request.user, ["convert"])[self.lead.pk]["convert"]:
            raise refusal
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        return self.show(self.form())

    def post(self, request, pk):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.lead.convert(by=request.user, into=form.plan)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.show(form, status=error.status if isinstance(error, Refused) else 422)
        return redirect("lead_converted", pk=pk)

    def form(self, data=None) -> ConvertForm:
        return ConvertForm(data, lead=self.lead, matches=Matches(self.lead, self.request.user))

    def show(self, form, status=200):
        context = {"form": form, "lead": self.lead, "verb": Lead.convert, "cancel_url": self.lead.get_absolute_url()}
        return render(self.request, "leads/convert.html", context, status=status)


class LeadConverted(LoginRequiredMixin, View):
    """What a conversion made or linked."""

    def get(self, request, pk):
        lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
        rows = Conversion.objects.select_related("account", "contact", "opportunity")
        conversion = rows.filter(lead=lead).first()
        if conversion is None:
            return redirect(lead)
        made = (conversion.account, conversion.contact, conversion.opportunity)
        context = {
            "lead": lead,
            "conversion": conversion,
            "seen": seen_by(request.user, *made),
            "list_url": reverse("lead_list"),
        }
        return render(request, "leads/converted.html", context)
