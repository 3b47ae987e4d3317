"""Where CRM administrators say which pool a new lead enters, and try it on the leads that came in last."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.views import View

from hotcrm.records.locks import lock_word
from pools.setting_up.adding import with_another_row
from pools.setting_up.entry_page import EntryPage
from pools.setting_up.trial import Trial


class EntryRules(LoginRequiredMixin, View):
    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.is_crm_admin:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        page = EntryPage(request.user)
        return self.show(page)

    def post(self, request):
        if "more" in request.POST:
            return self.show(EntryPage(request.user, with_another_row(request.POST)))
        with transaction.atomic():
            lock_word("entry rules")
            page = EntryPage(request.user, request.POST)
            if page.is_overtaken:
                return self.show(page, status=409)
            if not page.table.is_valid():
                return self.show(page, status=422)
            if "try" in request.POST:
                return self.show(page, trial=Trial(page.table))
            page.save()
        messages.success(request, _t("Saved. New leads enter by these rules from now on."))
        return redirect("entry_rules")

    def show(self, page, trial=None, status=200):
        return render(self.request, "pools/entry_rules.html", {"page": page, "trial": trial}, status=status)
