"""Where the administrators of a pool set up its rules."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.views import View

from pools.models import Pool
from pools.setting_up.adding import with_another_row
from pools.setting_up.page import SettingsPage

from .seen import pool_run_by


class PoolSettings(LoginRequiredMixin, View):
    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.pool = pool_run_by(request.user, kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, slug):
        return self.show(SettingsPage(self.pool, request.user))

    def post(self, request, slug):
        if "more" in request.POST:
            return self.show(SettingsPage(self.pool, request.user, with_another_row(request.POST)))
        with transaction.atomic():
            pool = Pool.objects.select_for_update().get(pk=self.pool.pk)
            page = SettingsPage(pool, request.user, request.POST)
            if page.overtaken:
                return self.show(page, status=409)
            if not page.is_valid():
                return self.show(page, status=422)
            page.save()
        messages.success(request, _t("Saved. Dates that follow from these rules are worked out anew."))
        return redirect("pool_settings", slug=pool.slug)

    def show(self, page, status=200):
        return render(self.request, "pools/settings.html", {"page": page, "pool": self.pool}, status=status)
