"""What a campaign's hold-out group and variants came to, and where both are set."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.views import View

from campaigns.experiments.form import ExperimentForm
from campaigns.experiments.panel import counted
from hotcrm.pages.actions import done, refused
from hotcrm.records.refusals import Refused, Stale
from hotcrm.records.verbs import verbs_for

from .seen import campaign_seen_by


class CampaignExperiment(LoginRequiredMixin, View):
    """To htmx the figures alone, for the page of the campaign."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.campaign = campaign_seen_by(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, pk):
        if request.htmx:
            return render(request, "campaigns/_experiment.html", counted(self.campaign))
        return self.show(None if self.refusal else ExperimentForm(campaign=self.campaign))

    def post(self, request, pk):
        url = reverse("campaign_experiment", args=[pk])
        if self.refusal:
            return refused(request, self.refusal, url)
        form = ExperimentForm(request.POST, campaign=self.campaign)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.campaign.edit(by=request.user, changes=form.changes, version=form.cleaned_data["version"])
        except (Stale, ValidationError) as error:
            form.add_error(None, str(error) if isinstance(error, Stale) else error.messages)
            return self.show(form, status=getattr(error, "status", 422))
        except Refused as refusal:
            return refused(request, refusal, url)
        return done(request, url, _t("Saved. It counts for those who are enrolled from now on."))

    @cached_property
    def refusal(self) -> Refused | None:
        return verbs_for([self.campaign], self.request.user, ["edit"])[self.campaign.pk]["edit"]

    def show(self, form, status=200):
        context = counted(self.campaign) | {"form": form}
        return render(self.request, "campaigns/experiment.html", context, status=status)
