"""“Give me the best next lead.”"""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.pages.actions import way_back
from hotcrm.records.refusals import Refused
from leads.models import Lead

from .seen import pool_seen_by


class ClaimBest(LoginRequiredMixin, View):
    """POST claims the best lead of the pool that this person may have, and opens it; or says why there is none."""

    http_method_names = ["post"]

    def post(self, request, slug):
        pool = pool_seen_by(request.user, slug)
        url = way_back(request, reverse("pool_detail", args=[slug]))
        try:
            lead = Lead.objects.claim_best(pool=pool, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect(url)
        messages.success(request, _t("%(lead)s is yours now.") % {"lead": lead})
        return redirect(f"{lead.get_absolute_url()}?from={quote(url)}")
