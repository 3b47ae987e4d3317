"""Where one is signed in, the password once more, and what was typed when a session was over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _t
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from hotcrm.people import kept, sessions
from hotcrm.people.addresses import is_ours
from hotcrm.people.confirming import confirm
from hotcrm.people.forms import PasswordAgainForm


@require_POST
@login_required
def end_session(request, pk):
    row = get_object_or_404(request.user.sessions, pk=pk)
    request.user.sessions.filter(pk=row.pk).end()
    messages.success(request, _t("Signed out there: %(device)s.") % {"device": row.device})
    return redirect("profile")


@require_POST
@login_required
def end_other_sessions(request):
    sessions.others(request).end()
    messages.success(request, _t("You are signed in here and nowhere else."))
    return redirect("profile")


@method_decorator(never_cache, name="dispatch")
class ConfirmView(LoginRequiredMixin, FormView):
    """The password once more, on the way to a page that wants it."""

    form_class = PasswordAgainForm
    template_name = "people/confirm.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form):
        confirm(self.request)
        to = self.request.GET.get("next", "")
        return HttpResponseRedirect(to if is_ours(self.request, to) else "/")


@method_decorator(never_cache, name="dispatch")
class KeptView(LoginRequiredMixin, View):
    """A form whose session was over when it was sent: shown, and sent on when its person says so."""

    def get(self, request):
        found = kept.kept_for(request)
        if not found:
            return redirect("home")
        return render(request, "people/kept.html", {"kept": found, "typed": kept.typed_in(found)})

    def post(self, request):
        """The browser sends the same fields on: they are in the form of the page."""
        found = kept.kept_for(request)
        kept.forget(request)
        return HttpResponseRedirect(found["path"], preserve_request=True) if found else redirect("home")


@require_POST
@login_required
def forget_kept(request):
    found = kept.kept_for(request)
    kept.forget(request)
    return HttpResponseRedirect(found["page"] if found else "/")
