"""A whole pool moves: all its leads that are not closed go to another one, as a run in the background."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.pages.runs.preview import preview
from hotcrm.pages.runs.starting import MOST, start
from leads.forms.verbs import TransferForm
from leads.models import Lead
from leads.models.lifecycle import OPEN, Status

from .seen import pool_run_by

MOVED = (*OPEN, Status.UNQUALIFIED)


class TransferPool(LoginRequiredMixin, View):
    """GET asks where to, POST starts. What has an owner keeps it. Only for its administrators."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.pool = pool_run_by(request.user, kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, slug):
        return self.ask(self.form())

    def post(self, request, slug):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        token = request.POST.get("token", "").replace("\x00", "")[:64]
        run = start(Lead.transfer, by=request.user, rows=self.at_once(), token=token, **form.kwargs)
        if run.total == MOST:
            messages.info(
                request, _t("These are the first %(most)s; start again for the rest.") % {"most": f"{MOST:,}"}
            )
        return redirect(run)

    @cached_property
    def leads(self):
        return Lead.objects.visible_to(self.request.user).filter(pool=self.pool, status__in=MOVED)

    def at_once(self):
        """As many as one run takes, those that came first."""
        beyond = next(iter(self.leads.order_by("pk").values_list("pk", flat=True)[MOST : MOST + 1]), None)
        return self.leads if beyond is None else self.leads.filter(pk__lt=beyond)

    def form(self, data=None):
        form = TransferForm(data, user=self.request.user)
        form.fields["to"].queryset = form.fields["to"].queryset.exclude(pk=self.pool.pk)
        return form

    def ask(self, form, status=200):
        context = {
            "form": form,
            "pool": self.pool,
            "verb": Lead.transfer,
            "preview": preview(Lead.transfer, self.leads, self.request.user),
            "token": self.request.POST.get("token") or get_random_string(32),
            "pool_url": reverse("pool_detail", args=[self.pool.slug]),
        }
        return render(self.request, "pools/transfer.html", context, status=status)
