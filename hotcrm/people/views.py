from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import UpdateView

from .addresses import is_ours
from .forms import ProfileForm
from .languages import remember, spoken
from .models import User
from .models.user import Theme

# Made by the command `demo` and by nobody else: at an address that no installation in use can have.
DEMO_CAST = ("alice", "bob", "carol", "dave", "mallory", "mia", "pat", "admin")
DEMO_ADDRESS = "alice@hotcrm.example"


class SignInView(auth.LoginView):
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        demo = DEMO_CAST if User.objects.filter(username=DEMO_CAST[0], email=DEMO_ADDRESS).exists() else ()
        return super().get_context_data(**kwargs, demo=demo)


class PasswordView(SuccessMessageMixin, auth.PasswordChangeView):
    success_url = reverse_lazy("profile")
    success_message = _("Your new password counts from now on.")


class ProfileView(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "people/profile.html"
    success_url = reverse_lazy("profile")

    def get_object(self, queryset=None):
        # A copy: what was typed wrongly must not show in the rest of the page, which speaks of `request.user`.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        response = super().form_valid(form)
        with translation.override(self.object.language):
            messages.success(self.request, _t("Your profile is saved."))
        return remember(self.object.language, response)


@require_POST
@login_required
def set_theme(request):
    if request.POST.get("theme") in Theme.values:
        request.user.theme = request.POST["theme"]
        request.user.save(update_fields=["theme"])
    return back(request)


@require_POST
def set_language(request):
    """Remembered in a cookie, so that the sign-in page too is in it, and with the person who is signed in."""
    response, language = back(request), request.POST.get("language")
    if not spoken(language):
        return response
    if request.user.is_authenticated:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return remember(language, response)


def locked_out(request, *args, **kwargs):
    """The answer to a name that was tried with too many wrong passwords."""
    return render(request, "registration/locked_out.html", status=429)


def back(request):
    """Where the person came from, if that is one of our own pages."""
    to = request.POST.get("next", "")
    return HttpResponseRedirect(to if is_ours(request, to) else "/")
